// An executor on mesos-go's executor API. Tasks whose name starts with "wait" run until they are killed, all others end at
// once; a message is answered with "echo " and itself. Usage: executor json|protobuf, in the environment of an agent node.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/executor"
	"github.com/mesos/mesos-go/api/v1/lib/executor/calls"
	"github.com/mesos/mesos-go/api/v1/lib/executor/config"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpexec"
	"github.com/pborman/uuid"
)

type state struct {
	context   context.Context
	settings  config.Config
	sender    calls.Sender
	framework mesos.FrameworkInfo
	waiting   map[string]mesos.TaskID
	unacked   map[string]executor.Call_Update
}

func main() {
	settings, err := config.FromEnv()
	if err != nil {
		log.Fatal(err)
	}
	codec := codecs.ByMediaType[codecs.MediaTypeProtobuf]
	if os.Args[1] == codecs.NameJSON {
		codec = codecs.ByMediaType[codecs.MediaTypeJSON]
	}
	client := httpcli.New(
		httpcli.Endpoint("http://"+settings.AgentEndpoint+"/api/v1/executor"), httpcli.Codec(codec))
	s := &state{
		context:  context.Background(),
		settings: settings,
		sender:   httpexec.NewSender(client.Send),
		waiting:  map[string]mesos.TaskID{},
		unacked:  map[string]executor.Call_Update{},
	}
	s.serve(httpexec.NewSender(client.Send, httpcli.Close(true)))
}

func (s *state) serve(subscriber calls.Sender) {
	response, err := subscriber.Send(s.context, calls.NonStreaming(s.mine(calls.Subscribe(nil, nil))))
	if err != nil {
		log.Fatal("SUBSCRIBE: ", err)
	}
	defer response.Close()
	for {
		var event executor.Event
		if err := response.Decode(&event); err == io.EOF {
			log.Fatal("the agent ended the stream")
		} else if err != nil {
			log.Fatal("the stream: ", err)
		}
		if s.handle(&event) {
			return
		}
	}
}

// handle says whether the executor is over.
func (s *state) handle(event *executor.Event) bool {
	switch event.GetType() {
	case executor.Event_SUBSCRIBED:
		s.framework = event.Subscribed.FrameworkInfo
		log.Print("subscribed for ", s.framework.Name, " on ", event.Subscribed.AgentInfo.Hostname)
	case executor.Event_LAUNCH:
		s.launch(event.Launch.Task)
	case executor.Event_LAUNCH_GROUP:
		for _, task := range event.LaunchGroup.TaskGroup.Tasks {
			s.launch(task)
		}
	case executor.Event_KILL:
		if id, found := s.waiting[event.Kill.TaskID.Value]; found {
			delete(s.waiting, id.Value)
			s.update(id, mesos.TASK_KILLED)
		}
	case executor.Event_ACKNOWLEDGED:
		delete(s.unacked, string(event.Acknowledged.UUID))
	case executor.Event_MESSAGE:
		s.send(calls.Message([]byte("echo " + string(event.Message.Data))))
	case executor.Event_SHUTDOWN:
		log.Print("shut down with ", len(s.unacked), " updates not acknowledged")
		return true
	case executor.Event_ERROR:
		log.Fatal("ERROR: ", event.Error.Message)
	}
	return false
}

func (s *state) launch(task mesos.TaskInfo) {
	s.update(task.TaskID, mesos.TASK_RUNNING)
	if strings.HasPrefix(task.Name, "wait") {
		s.waiting[task.TaskID.Value] = task.TaskID
	} else {
		s.update(task.TaskID, mesos.TASK_FINISHED)
	}
}

func (s *state) update(id mesos.TaskID, to mesos.TaskState) {
	source := mesos.SOURCE_EXECUTOR
	now := float64(time.Now().Unix())
	status := mesos.TaskStatus{
		TaskID:     id,
		State:      &to,
		Source:     &source,
		ExecutorID: &mesos.ExecutorID{Value: s.settings.ExecutorID},
		UUID:       []byte(uuid.NewRandom()),
		Timestamp:  &now,
	}
	call := calls.Update(status)
	s.unacked[string(status.UUID)] = *call.Update
	s.send(call)
}

func (s *state) mine(call *executor.Call) *executor.Call {
	return call.With(calls.Framework(s.settings.FrameworkID), calls.Executor(s.settings.ExecutorID))
}

func (s *state) send(call *executor.Call) {
	response, err := s.sender.Send(s.context, calls.NonStreaming(s.mine(call)))
	if response != nil {
		response.Close()
	}
	if err != nil {
		log.Fatal(call.Type, ": ", err)
	}
}
