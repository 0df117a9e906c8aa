package spend

import (
	"context"
	"errors"
	"iter"
	"sync"
)

// Run makes the pages of all members with a number of workers (at least one), in
// batches and in the order of the input: the same for any number of workers. A
// batch of members belongs to Run from when it is yielded; a batch of pages
// belongs to the caller. Memory holds a few batches for each worker and never more.
//
// An error of the input, of a page, or of the context ends the sequence; it comes
// with no pages.
func (l *Ledger) Run(ctx context.Context, members iter.Seq2[[]Member, error], workers int) iter.Seq2[[]Page, error] {
	return func(yield func([]Page, error) bool) {
		ctx, stop := context.WithCancelCause(ctx)
		r := runner{ledger: l, ctx: ctx, work: make(chan *batch), order: make(chan *batch, 2*max(workers, 1))}
		var group sync.WaitGroup
		defer group.Wait()
		defer stop(errDone)
		group.Go(func() { r.read(members) })
		for range max(workers, 1) {
			group.Go(r.post)
		}
		for b := range r.order {
			select {
			case <-b.ready:
			case <-ctx.Done():
				yield(nil, context.Cause(ctx))
				return
			}
			if !yield(b.pages, b.err) || b.err != nil {
				return
			}
		}
		if ctx.Err() != nil {
			yield(nil, context.Cause(ctx))
		}
	}
}

var errDone = errors.New("the run is over")

type runner struct {
	ledger *Ledger
	ctx    context.Context
	work   chan *batch
	order  chan *batch // in the order of the input
}

type batch struct {
	members []Member
	pages   []Page
	err     error
	ready   chan struct{} // closed when the pages are there
}

// read hands out the batches until the input or the run ends.
func (r *runner) read(members iter.Seq2[[]Member, error]) {
	defer close(r.order)
	defer close(r.work)
	for list, err := range members {
		b := &batch{members: list, err: err, ready: make(chan struct{})}
		select {
		case r.order <- b:
		case <-r.ctx.Done():
			return
		}
		if err != nil {
			close(b.ready)
			return
		}
		select {
		case r.work <- b:
		case <-r.ctx.Done():
			return
		}
	}
}

func (r *runner) post() {
	for b := range r.work {
		pages := make([]Page, len(b.members))
		for i := range b.members {
			if pages[i], b.err = r.ledger.Post(b.members[i]); b.err != nil {
				pages = nil
				break
			}
		}
		b.pages = pages
		close(b.ready)
	}
}
