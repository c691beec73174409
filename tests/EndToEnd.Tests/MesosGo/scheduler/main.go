// A scheduler and an operator on mesos-go, as its authors publish it: runs tasks to their ends, kills, reconciles, suppresses,
// revives, declines, talks to an executor of its own and asks master and agent everything that the library can ask.
// Prints one line for each step; exits with 1 at the first that fails.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/mesos/mesos-go/api/v1/lib/encoding"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
)

var (
	masterAddress = flag.String("master", "127.0.0.1:5050", "host:port of a silo")
	agentAddress  = flag.String("agent", "127.0.0.1:5051", "host:port of the agent node")
	encoded       = flag.String("codec", codecs.NameProtobuf, "json or protobuf")
	count         = flag.Int("tasks", 20, "tasks to run to their ends")
	executor      = flag.String("executor", "", "path of the executor's program")
)

const patience = 100 * time.Second

func main() {
	flag.Parse()
	running, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := subscribe(running)
	s.runToTheirEnds(*count)
	s.killAndReconcile()
	s.suppressReviveDecline()
	s.runExecutor()
	s.teardown()
	fmt.Println("done")
}

func codec() encoding.Codec {
	if *encoded == codecs.NameJSON {
		return codecs.ByMediaType[codecs.MediaTypeJSON]
	}
	return codecs.ByMediaType[codecs.MediaTypeProtobuf]
}

func step(format string, values ...interface{}) {
	fmt.Printf("ok "+format+"\n", values...)
}

func fail(format string, values ...interface{}) {
	fmt.Printf("failed "+format+"\n", values...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}
