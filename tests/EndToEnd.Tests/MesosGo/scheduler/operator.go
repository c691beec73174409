package main

import (
	"context"
	"strings"
	"time"

	"github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/agent"
	agentcalls "github.com/mesos/mesos-go/api/v1/lib/agent/calls"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpagent"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpmaster"
	"github.com/mesos/mesos-go/api/v1/lib/master"
	mastercalls "github.com/mesos/mesos-go/api/v1/lib/master/calls"
)

const answerTime = 15 * time.Second

// masterOf sends one call and decodes its answer.
func masterOf(call *master.Call) *master.Response {
	waiting, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	client := httpcli.New(httpcli.Endpoint("http://"+*masterAddress+"/api/v1"), httpcli.Codec(codec()))
	response, err := httpmaster.NewSender(client.Send).Send(waiting, mastercalls.NonStreaming(call))
	must(err, "master "+call.GetType().String())
	defer response.Close()
	var answer master.Response
	if err := response.Decode(&answer); tooNew(err) {
		step("master %v, as far as the library knows it", call.GetType())
		return nil
	} else {
		must(err, "master "+call.GetType().String())
	}
	if answer.GetType().String() != call.GetType().String() {
		fail("master %v was answered as %v", call.GetType(), answer.GetType())
	}
	step("master %v", call.GetType())
	return &answer
}

// tooNew says that a listing names a capability of agents that is younger than the library, which reads names of enums in
// JSON only when it knows them: of Mesos 1.12 it cannot read them either.
func tooNew(err error) bool {
	return err != nil && *encoded == codecs.NameJSON &&
		strings.Contains(err.Error(), "unrecognized enum AgentInfo_Capability_Type")
}

func agentOf(call *agent.Call) *agent.Response {
	waiting, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	client := httpcli.New(httpcli.Endpoint("http://"+*agentAddress+"/api/v1"), httpcli.Codec(codec()))
	response, err := httpagent.NewSender(client.Send).Send(waiting, agentcalls.NonStreaming(call))
	must(err, "agent "+call.GetType().String())
	defer response.Close()
	var answer agent.Response
	must(response.Decode(&answer), "agent "+call.GetType().String())
	if answer.GetType().String() != call.GetType().String() {
		fail("agent %v was answered as %v", call.GetType(), answer.GetType())
	}
	step("agent %v", call.GetType())
	return &answer
}

func check(holds bool, what string) {
	if !holds {
		fail("%s", what)
	}
}

// askMaster makes every call of the library that only asks, while a task of the framework runs.
func askMaster(framework string, task string) {
	timeout := answerTime
	check(masterOf(mastercalls.GetHealth()).GetHealth.Healthy, "the master is healthy")
	check(len(masterOf(mastercalls.GetFlags()).GetFlags.Flags) > 0, "the master has flags")
	check(masterOf(mastercalls.GetVersion()).GetVersion.VersionInfo.Version != "", "the master has a version")
	check(len(masterOf(mastercalls.GetMetrics(&timeout)).GetMetrics.Metrics) > 0, "the master has metrics")
	masterOf(mastercalls.GetMetrics(nil))
	masterOf(mastercalls.GetLoggingLevel())
	if answer := masterOf(mastercalls.GetAgents()); answer != nil {
		agents := answer.GetAgents.Agents
		check(len(agents) == 1 && agents[0].Active, "the agent is listed as active")
		check(len(agents[0].AllocatedResources) > 0, "the agent is listed with what the task holds")
	}
	found := 0
	for _, each := range masterOf(mastercalls.GetFrameworks()).GetFrameworks.Frameworks {
		if each.FrameworkInfo.ID.Value == framework && each.Active && each.Connected {
			found++
		}
	}
	check(found == 1, "the framework is listed once, as active and connected")
	check(running(masterOf(mastercalls.GetTasks()).GetTasks.Tasks, task), "the task is listed as running")
	if answer := masterOf(mastercalls.GetState()); answer != nil {
		state := answer.GetState
		check(running(state.GetTasks.Tasks, task) && len(state.GetAgents.Agents) == 1, "the state holds task and agent")
	}
	masterOf(mastercalls.GetExecutors())
	check(len(masterOf(mastercalls.GetRoles()).GetRoles.Roles) > 0, "there are roles")
	masterOf(mastercalls.GetWeights())
	masterOf(mastercalls.GetQuota())
	masterOf(mastercalls.GetMaintenanceStatus())
	masterOf(mastercalls.GetMaintenanceSchedule())
	check(masterOf(mastercalls.GetMaster()).GetMaster.MasterInfo.GetPort() != 0, "the master has a port")
}

func askAgent(executor string, task string) {
	timeout := answerTime
	check(agentOf(agentcalls.GetHealth()).GetHealth.Healthy, "the agent is healthy")
	check(len(agentOf(agentcalls.GetFlags()).GetFlags.Flags) > 0, "the agent has flags")
	check(agentOf(agentcalls.GetVersion()).GetVersion.VersionInfo.Version != "", "the agent has a version")
	check(len(agentOf(agentcalls.GetMetrics(&timeout)).GetMetrics.Metrics) > 0, "the agent has metrics")
	agentOf(agentcalls.GetLoggingLevel())
	check(running(agentOf(agentcalls.GetTasks()).GetTasks.LaunchedTasks, task), "the agent has launched the task")
	check(running(agentOf(agentcalls.GetState()).GetState.GetTasks.LaunchedTasks, task), "the agent's state holds the task")
	check(len(agentOf(agentcalls.GetFrameworks()).GetFrameworks.Frameworks) > 0, "the agent has the framework")
	check(len(agentOf(agentcalls.GetExecutors()).GetExecutors.Executors) > 0, "the agent has the executor")
	check(agentOf(agentcalls.GetAgent()).GetAgent.AgentInfo.GetHostname() != "", "the agent has a host name")
	check(contained(agentOf(agentcalls.GetContainers()).GetContainers.Containers, executor), "the agent has the executor's container")
	askSandbox(executor)
}

// askSandbox lists the executor's sandbox and reads what was written there, in parts.
func askSandbox(executor string) {
	var sandbox string
	for _, each := range agentOf(agentcalls.GetContainers()).GetContainers.Containers {
		if each.ExecutorID.Value == executor {
			sandbox = "/frameworks/" + each.FrameworkID.Value + "/executors/" + executor + "/runs/latest"
		}
	}
	var stderr string
	for _, file := range agentOf(agentcalls.ListFiles(sandbox)).ListFiles.FileInfos {
		if strings.HasSuffix(file.Path, "/stderr") {
			stderr = file.Path
		}
	}
	check(stderr != "", "the sandbox holds stderr")
	whole := agentOf(agentcalls.ReadFile(stderr, 0)).ReadFile
	check(uint64(len(whole.Data)) == whole.Size, "a small file is read at once")
	part := agentOf(agentcalls.ReadFileWithLength(stderr, 0, 1)).ReadFile
	check(len(part.Data) <= 1 && part.Size >= uint64(len(part.Data)), "no more is read than was asked for")
}

// completed waits until a framework is listed as completed: listings follow what happened within moments.
func completed(waiting context.Context, framework string) {
	for {
		for _, each := range masterOf(mastercalls.GetFrameworks()).GetFrameworks.CompletedFrameworks {
			if each.FrameworkInfo.ID.Value == framework {
				return
			}
		}
		select {
		case <-waiting.Done():
			fail("the framework is not among the completed")
		case <-time.After(shortly):
		}
	}
}

func running(tasks []mesos.Task, id string) bool {
	for _, each := range tasks {
		if each.TaskID.Value == id && each.GetState() == mesos.TASK_RUNNING {
			return true
		}
	}
	return false
}

func contained(containers []agent.Response_GetContainers_Container, executor string) bool {
	for _, each := range containers {
		if each.ExecutorID.Value == executor && each.ContainerID.Value != "" {
			return true
		}
	}
	return false
}
