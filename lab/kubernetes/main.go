// One binary holds every Kubernetes program that the lab runs; the name it is called by chooses.
//
// Linking four programs into one file costs a third of the disk and of the build time of four
// files, because nearly all of their code is shared. The same main.go serves every version, so it
// uses only what all of them offer.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

// A constructor is only called for the program that is wanted: making the others would register
// their flags and metrics too.
var programs = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"hollow-node":             newHollowNodeCommand,
}

func main() {
	name := filepath.Base(os.Args[0])
	program, known := programs[name]
	if !known {
		fmt.Fprintf(os.Stderr, "%q is not a program of the lab: call kube-apiserver, "+
			"kube-controller-manager, kube-scheduler or hollow-node\n", name)
		os.Exit(2)
	}
	os.Exit(cli.Run(program()))
}
