package episode

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// Options says how a run over many members works.
type Options struct {
	// Workers is how many members are worked on at the same time; 0 is one for each
	// processor. More than 1,024 are taken for 1,024.
	Workers int
	// Strict ends the run with the first line that cannot be used; otherwise it is
	// returned in [Result.Rejected], and the run goes on.
	Strict bool
}

// maxWorkers bounds what a run starts; no number that a caller gives exhausts the
// memory.
const maxWorkers = 1024

// batch is a batch of members on its way through a run.
type batch struct {
	members []Member
	results []Result
	err     error
	done    chan struct{}
}

// Run finds the episodes of members by the batch. Each batch belongs to the run once
// it was yielded, and a batch of results to whoever receives it; a member must be
// whole within its batch. Results come in the order of the input and are the same for
// any number of workers. No more than a few batches for each worker are held in memory.
//
// The run ends with the first error in the order of the input: one of the batches,
// one that [Engine.Build] gives, a [*LineError] in a strict run, or that of the
// context.
func (e *Engine) Run(ctx context.Context, batches iter.Seq2[[]Member, error], o Options) iter.Seq2[[]Result, error] {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, maxWorkers)
	return func(yield func([]Result, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer stop()
		work := make(chan *batch)
		inOrder := make(chan *batch, 2*workers)
		running.Go(func() { feed(ctx, batches, work, inOrder) })
		for range workers {
			running.Go(func() {
				w := e.NewWorker()
				for b := range work {
					b.build(ctx, w, o.Strict)
					close(b.done)
				}
			})
		}
		for b := range inOrder {
			select {
			case <-b.done:
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
			if b.err != nil {
				yield(nil, b.err)
				return
			}
			if !yield(b.results, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// feed hands out batches until they end, fail or the context is done.
func feed(ctx context.Context, batches iter.Seq2[[]Member, error], work, inOrder chan<- *batch) {
	defer close(inOrder)
	defer close(work)
	for members, err := range batches {
		b := &batch{members: members, err: err, done: make(chan struct{})}
		if err != nil {
			close(b.done)
		}
		select {
		case inOrder <- b:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
		select {
		case work <- b:
		case <-ctx.Done():
			return
		}
	}
}

// build fills the results, up to the first error.
func (b *batch) build(ctx context.Context, w *Worker, strict bool) {
	b.results = make([]Result, len(b.members))
	for i := range b.members {
		if b.err = ctx.Err(); b.err != nil {
			return
		}
		if b.results[i], b.err = w.Build(&b.members[i]); b.err != nil {
			return
		}
		if rejected := b.results[i].Rejected; strict && len(rejected) > 0 {
			b.err = rejected[0]
			return
		}
	}
}
