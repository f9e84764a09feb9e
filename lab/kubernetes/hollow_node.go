package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	v1 "k8s.io/api/core/v1"
	clientset "k8s.io/client-go/kubernetes"
	restclient "k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/version/verflag"
	criapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	fakecri "k8s.io/cri-api/pkg/apis/testing"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	cadvisortest "k8s.io/kubernetes/pkg/kubelet/cadvisor/testing"
	"k8s.io/kubernetes/pkg/kubelet/cm"
	"k8s.io/kubernetes/pkg/kubemark"
	utilflag "k8s.io/kubernetes/pkg/util/flag"
)

// newHollowNodeCommand is the true kubelet with a fake container runtime, as in kubemark.
//
// kubemark's own command is not used for two reasons. It serves the kubelet's API on all
// interfaces, without authentication, on a port that no flag can choose or turn off; nobody
// needs that API of a node whose containers do not exist. And it speaks to the fake runtime over
// a socket in the temporary folder that it leaves behind; here the fake is called directly.
func newHollowNodeCommand() *cobra.Command {
	node := hollowNode{kubelet: kubemark.HollowKubeletOptions{NodeLabels: map[string]string{}}}
	command := &cobra.Command{
		Use:          "hollow-node",
		Short:        "a kubelet of this version whose containers are imaginary",
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE: func(command *cobra.Command, _ []string) error {
			verflag.PrintAndExitIfRequested()
			return node.run(command.Context())
		},
	}
	flags := command.Flags()
	verflag.AddFlags(flags)
	flags.StringVar(&node.kubeconfig, "kubeconfig", "", "the kubeconfig to reach the API server with")
	flags.StringVar(&node.rootDir, "root-dir", "", "the folder for the kubelet's files")
	flags.DurationVar(&node.containerStart, "container-start", 0, "how long a container takes to start")
	kubelet := &node.kubelet
	flags.StringVar(&kubelet.NodeName, "name", "", "the name of the node")
	flags.IntVar(&kubelet.MaxPods, "max-pods", 110, "how many pods fit on the node")
	labels := cliflag.ConfigurationMap(kubelet.NodeLabels)
	flags.Var(&labels, "node-labels", "labels of the node, as key=value,...")
	flags.Var(utilflag.RegisterWithTaintsVar{Value: &kubelet.RegisterWithTaints}, "register-with-taints",
		"taints of the node, as key=value:effect,...")
	return command
}

type hollowNode struct {
	kubelet        kubemark.HollowKubeletOptions
	kubeconfig     string
	rootDir        string
	containerStart time.Duration
}

func (node *hollowNode) run(ctx context.Context) error {
	if node.kubelet.NodeName == "" || node.kubeconfig == "" || node.rootDir == "" {
		return errors.New("--name, --kubeconfig and --root-dir are needed")
	}
	flags, config, err := node.config()
	if err != nil {
		return err
	}
	client, heartbeat, err := clients(node.kubeconfig, config.KubeAPIQPS, config.KubeAPIBurst,
		min(config.NodeStatusUpdateFrequency.Duration, time.Duration(config.NodeLeaseDurationSeconds)*time.Second))
	if err != nil {
		return err
	}
	fake := fakecri.NewFakeRuntimeService()
	fake.FakeStatus = &criapi.RuntimeStatus{Conditions: []*criapi.RuntimeCondition{
		{Type: criapi.RuntimeReady, Status: true},
		{Type: criapi.NetworkReady, Status: true},
	}}
	hollow := kubemark.NewHollowKubelet(flags, config, client, heartbeat,
		&cadvisortest.Fake{NodeName: node.kubelet.NodeName}, fakecri.NewFakeImageService(),
		runtime{fake, node.containerStart}, cm.NewStubContainerManagerWithDevicePluginResource(v1.ResourceList{}),
	)
	// kubemark's prober calls a pod ready before its containers run. The kubelet's own, which takes
	// the place of none, makes readiness mean what it means everywhere: budgets are judged by it.
	hollow.KubeletDeps.ProbeManager = nil
	hollow.Run(ctx)
	return nil
}

// config is kubemark's, but without the server, and with its files where we say: kubemark makes a
// folder in /tmp whatever TMPDIR is, and leaves it there.
func (node *hollowNode) config() (*options.KubeletFlags, *kubeletconfig.KubeletConfiguration, error) {
	flags, config := kubemark.GetHollowKubeletConfig(&node.kubelet)
	if err := os.RemoveAll(flags.RootDirectory); err != nil {
		return nil, nil, err
	}
	flags.RootDirectory = node.rootDir
	config.StaticPodPath = filepath.Join(node.rootDir, "static-pods")
	config.PodLogsDir = filepath.Join(node.rootDir, "pod-logs")
	config.EnableServer = false
	config.Address = "127.0.0.1"
	for _, folder := range []string{config.StaticPodPath, config.PodLogsDir} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, nil, err
		}
	}
	return flags, config, nil
}

// runtime is the fake one, but its containers take a while to start, as real ones do: otherwise a
// pod is replaced before anyone could see that it was gone, and budgets never hold anything back.
type runtime struct {
	*fakecri.FakeRuntimeService
	containerStart time.Duration
}

func (r runtime) StartContainer(ctx context.Context, id string) error {
	time.Sleep(r.containerStart)
	return r.FakeRuntimeService.StartContainer(ctx, id)
}

// clients are two, like the kubelet's: heartbeats have their own short time limit and no rate
// limit, so that a node stays Ready while its other calls wait.
func clients(kubeconfig string, qps, burst int32, limit time.Duration) (client, heartbeat *clientset.Clientset, err error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, nil, err
	}
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.QPS, config.Burst = float32(qps), int(burst)
	if client, err = clientset.NewForConfig(config); err != nil {
		return nil, nil, err
	}
	beat := restclient.CopyConfig(config)
	beat.QPS, beat.Timeout = -1, limit
	heartbeat, err = clientset.NewForConfig(beat)
	return client, heartbeat, err
}
