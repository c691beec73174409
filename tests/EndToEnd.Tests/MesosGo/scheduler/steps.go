package main

import (
	"fmt"

	"github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/extras/store"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/calls"
)

const tasksAtOnce = 5

func (s *session) runToTheirEnds(tasks int) {
	finished := 0
	for launched := 0; launched < tasks; {
		var batch []mesos.TaskInfo
		for ; len(batch) < tasksAtOnce && launched < tasks; launched++ {
			batch = append(batch, task(fmt.Sprintf("work-%d", launched), "echo $MESOS_TASK_ID"))
		}
		s.launch(s.offer(len(batch)), batch...)
		ends := map[string]bool{}
		for len(ends) < len(batch) {
			status := s.status("TASK_FINISHED", func(status mesos.TaskStatus) bool { return over(status.GetState()) })
			if status.GetState() != mesos.TASK_FINISHED {
				fail("%s ended as %v: %s", status.TaskID.Value, status.GetState(), status.GetMessage())
			}
			ends[status.TaskID.Value] = true
		}
		finished += len(ends)
	}
	step("%d tasks finished", finished)
}

func (s *session) killAndReconcile() {
	offer := s.offer(1)
	s.launch(offer, task("long", "sleep 600"))
	s.state("long", mesos.TASK_RUNNING)
	reconciled := func(status mesos.TaskStatus) bool {
		return status.TaskID.Value == "long" && status.GetReason() == mesos.REASON_RECONCILIATION
	}
	s.call(calls.Reconcile(calls.ReconcileTasks(map[string]string{"long": offer.AgentID.Value})))
	if status := s.status("explicit reconciliation", reconciled); status.GetState() != mesos.TASK_RUNNING {
		fail("explicit reconciliation says %v", status.GetState())
	}
	step("explicit reconciliation")
	s.call(calls.Reconcile())
	if status := s.status("implicit reconciliation", reconciled); status.GetState() != mesos.TASK_RUNNING {
		fail("implicit reconciliation says %v", status.GetState())
	}
	step("implicit reconciliation")
	s.call(calls.Reconcile(calls.ReconcileTasks(map[string]string{"never launched": ""})))
	status := s.status("reconciliation of nothing", func(status mesos.TaskStatus) bool { return status.TaskID.Value == "never launched" })
	if !over(status.GetState()) {
		fail("a task that never was is %v", status.GetState())
	}
	step("a task that never was is %v", status.GetState())
	askMaster(store.GetIgnoreErrors(s.id)(), "long")
	askAgent("long", "long")
	s.call(calls.Kill("long", offer.AgentID.Value))
	s.state("long", mesos.TASK_KILLED)
	step("killed")
}

func (s *session) suppressReviveDecline() {
	// Refused for a moment: the same agent comes back by itself.
	s.decline(shortly, s.offer(1))
	s.decline(never, s.offer(1))
	step("declined for a moment, and for long")

	// Refused for long: it comes back because REVIVE drops the filter.
	s.call(calls.Revive())
	s.decline(never, s.offer(1))
	step("revived after a long filter")

	s.call(calls.Suppress())
	s.call(calls.Revive())
	s.decline(shortly, s.offer(1))
	step("revived after a suppression")
}

func (s *session) runExecutor() {
	if *executor == "" {
		return
	}
	offer := s.offer(4)
	command := *executor + " " + *encoded
	name := "executor on mesos-go"
	info := &mesos.ExecutorInfo{
		Type:        mesos.ExecutorInfo_CUSTOM,
		ExecutorID:  mesos.ExecutorID{Value: "go-executor"},
		FrameworkID: &mesos.FrameworkID{Value: store.GetIgnoreErrors(s.id)()},
		Name:        &name,
		Command:     &mesos.CommandInfo{Value: &command},
		Resources:   amounts(),
	}
	custom := func(id string) mesos.TaskInfo {
		made := task(id, "")
		made.Command = nil
		made.Executor = info
		return made
	}
	s.launch(offer, custom("quick"), custom("wait"))
	// In either order.
	states := map[string]mesos.TaskState{}
	for states["quick"] != mesos.TASK_FINISHED || states["wait"] != mesos.TASK_RUNNING {
		status := s.status("the executor's tasks", func(mesos.TaskStatus) bool { return true })
		if over(status.GetState()) && status.GetState() != mesos.TASK_FINISHED {
			fail("%s is %v: %s", status.TaskID.Value, status.GetState(), status.GetMessage())
		}
		states[status.TaskID.Value] = status.GetState()
	}
	step("the executor ran its tasks")
	s.call(calls.Message(offer.AgentID.Value, "go-executor", []byte("hello")))
	answer := s.until("MESSAGE", func(event *scheduler.Event) bool { return event.GetType() == scheduler.Event_MESSAGE }).Message
	if string(answer.Data) != "echo hello" || answer.ExecutorID.Value != "go-executor" {
		fail("the executor %s answered %q", answer.ExecutorID.Value, answer.Data)
	}
	step("messages went both ways")
	askMaster(store.GetIgnoreErrors(s.id)(), "wait")
	askAgent("go-executor", "wait")
	s.call(calls.Kill("wait", offer.AgentID.Value))
	s.state("wait", mesos.TASK_KILLED)
	s.call(calls.Shutdown("go-executor", offer.AgentID.Value))
	failure := s.until("FAILURE", func(event *scheduler.Event) bool { return event.GetType() == scheduler.Event_FAILURE }).Failure
	if failure.GetExecutorID().GetValue() != "go-executor" || failure.GetStatus() != 0 {
		fail("the executor %s ended with %d", failure.GetExecutorID().GetValue(), failure.GetStatus())
	}
	step("the executor was shut down")
}

func (s *session) teardown() {
	s.call(&scheduler.Call{Type: scheduler.Call_TEARDOWN})
	for waiting := true; waiting; {
		select {
		case <-s.events:
		case <-s.ended:
			waiting = false
		case <-s.context.Done():
			fail("the stream did not end after TEARDOWN")
		}
	}
	completed(s.context, store.GetIgnoreErrors(s.id)())
	step("torn down")
}
