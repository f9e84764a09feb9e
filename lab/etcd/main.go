// etcd and its offline tool in one binary; the name it is called by chooses.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/etcdutl/v3/etcdutl"
	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	switch name := filepath.Base(os.Args[0]); name {
	case "etcd":
		etcdmain.Main(os.Args)
	case "etcdutl":
		root := &cobra.Command{Use: "etcdutl", Short: "works on the files of an etcd that is not running"}
		root.PersistentFlags().StringVarP(&etcdutl.OutputFormat, "write-out", "w", "simple",
			"set the output format (fields, json, protobuf, simple, table)")
		root.AddCommand(etcdutl.NewSnapshotCommand(), etcdutl.NewHashKVCommand(),
			etcdutl.NewDefragCommand(), etcdutl.NewVersionCommand())
		if err := root.Execute(); err != nil {
			os.Exit(1)
		}
	default:
		fmt.Fprintf(os.Stderr, "%q is not a program of the lab: call etcd or etcdutl\n", name)
		os.Exit(2)
	}
}
