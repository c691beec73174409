package main

import (
	"context"
	"time"

	"github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/callrules"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/controller"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/eventrules"
	"github.com/mesos/mesos-go/api/v1/lib/extras/store"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpsched"
	"github.com/mesos/mesos-go/api/v1/lib/resources"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/calls"
)

const (
	eventsMax = 1000
	shortly   = 100 * time.Millisecond
	never     = time.Hour
	cpus      = 0.1
	memory    = 32
)

// session is a subscription that is read by the library's own control loop.
type session struct {
	context context.Context
	caller  calls.Caller
	id      store.Singleton
	events  chan *scheduler.Event
	ended   chan error
	offers  []mesos.Offer
}

func subscribe(running context.Context) *session {
	client := httpcli.New(httpcli.Endpoint("http://"+*masterAddress+"/api/v1/scheduler"), httpcli.Codec(codec()))
	s := &session{
		context: running,
		id:      store.NewInMemorySingleton(),
		events:  make(chan *scheduler.Event, eventsMax),
		ended:   make(chan error, 1),
	}
	s.caller = callrules.WithFrameworkID(store.GetIgnoreErrors(s.id)).Caller(httpsched.NewCaller(client))
	handler := eventrules.New(
		controller.LiftErrors(),
		controller.TrackSubscription(s.id, never),
		controller.AckStatusUpdates(s.caller).DropOnError(),
		eventrules.HandleF(func(_ context.Context, event *scheduler.Event) error {
			s.events <- event
			return nil
		}))
	tokens := make(chan struct{}, 1)
	tokens <- struct{}{}
	close(tokens) // one subscription, and none after it
	go func() {
		s.ended <- controller.Run(running, framework(), s.caller,
			controller.WithEventHandler(handler), controller.WithRegistrationTokens(tokens))
	}()
	s.until("SUBSCRIBED", func(event *scheduler.Event) bool { return event.GetType() == scheduler.Event_SUBSCRIBED })
	step("subscribed as %s", store.GetIgnoreErrors(s.id)())
	return s
}

// One codec with the capabilities of a modern framework, one as of old.
func framework() *mesos.FrameworkInfo {
	info := &mesos.FrameworkInfo{User: "root", Name: "mesos-go " + *encoded}
	timeout := never.Seconds()
	info.FailoverTimeout = &timeout
	if *encoded == codecs.NameProtobuf {
		info.Roles = []string{"mesos-go"}
		info.Capabilities = []mesos.FrameworkInfo_Capability{
			{Type: mesos.FrameworkInfo_Capability_MULTI_ROLE},
			{Type: mesos.FrameworkInfo_Capability_PARTITION_AWARE},
			{Type: mesos.FrameworkInfo_Capability_TASK_KILLING_STATE},
			{Type: mesos.FrameworkInfo_Capability_RESERVATION_REFINEMENT},
		}
	}
	return info
}

func (s *session) call(call *scheduler.Call) {
	must(calls.CallNoData(s.context, s.caller, call), call.GetType().String())
}

// until reads events until one matches; offers that pass by are kept.
func (s *session) until(what string, matches func(*scheduler.Event) bool) *scheduler.Event {
	for {
		select {
		case event := <-s.events:
			s.note(event)
			if matches(event) {
				return event
			}
		case err := <-s.ended:
			fail("%s: the stream ended: %v", what, err)
		case <-s.context.Done():
			fail("%s: it did not come in time", what)
		}
	}
}

func (s *session) note(event *scheduler.Event) {
	switch event.GetType() {
	case scheduler.Event_OFFERS:
		s.offers = append(s.offers, event.Offers.Offers...)
	case scheduler.Event_RESCIND:
		kept := s.offers[:0]
		for _, offer := range s.offers {
			if offer.ID.Value != event.Rescind.OfferID.Value {
				kept = append(kept, offer)
			}
		}
		s.offers = kept
	}
}

func (s *session) status(what string, matches func(mesos.TaskStatus) bool) mesos.TaskStatus {
	return s.until(what, func(event *scheduler.Event) bool {
		return event.GetType() == scheduler.Event_UPDATE && matches(event.Update.Status)
	}).Update.Status
}

func (s *session) state(task string, state mesos.TaskState) mesos.TaskStatus {
	return s.status(task+" "+state.String(), func(status mesos.TaskStatus) bool {
		if status.TaskID.Value == task && status.GetState() != state && over(status.GetState()) {
			fail("%s is %v instead of %v: %s", task, status.GetState(), state, status.GetMessage())
		}
		return status.TaskID.Value == task && status.GetState() == state
	})
}

// offer takes the offers that there are one by one until one has room; the others are declined for a moment.
func (s *session) offer(tasks int) mesos.Offer {
	for {
		for len(s.offers) > 0 {
			offer := s.offers[0]
			s.offers = s.offers[1:]
			have, _ := resources.CPUs(offer.Resources...)
			amount, _ := resources.Memory(offer.Resources...)
			if have >= cpus*float64(tasks) && amount >= uint64(memory*tasks) {
				return offer
			}
			s.decline(shortly, offer)
		}
		s.until("OFFERS", func(event *scheduler.Event) bool { return event.GetType() == scheduler.Event_OFFERS })
	}
}

func (s *session) decline(refuse time.Duration, offers ...mesos.Offer) {
	for _, offer := range offers {
		s.call(calls.Decline(offer.ID).With(calls.RefuseSeconds(refuse)))
	}
}

func (s *session) launch(offer mesos.Offer, tasks ...mesos.TaskInfo) {
	for i := range tasks {
		tasks[i].AgentID = offer.AgentID
	}
	s.call(calls.Accept(calls.OfferOperations{calls.OpLaunch(tasks...)}.WithOffers(offer.ID)).With(calls.RefuseSeconds(shortly)))
}

func task(id string, command string) mesos.TaskInfo {
	return mesos.TaskInfo{
		Name:      id,
		TaskID:    mesos.TaskID{Value: id},
		Command:   &mesos.CommandInfo{Value: &command},
		Resources: amounts(),
	}
}

func amounts() []mesos.Resource {
	return []mesos.Resource{resources.NewCPUs(cpus).Resource, resources.NewMemory(memory).Resource}
}

func over(state mesos.TaskState) bool {
	switch state {
	case mesos.TASK_STAGING, mesos.TASK_STARTING, mesos.TASK_RUNNING, mesos.TASK_KILLING:
		return false
	}
	return true
}
