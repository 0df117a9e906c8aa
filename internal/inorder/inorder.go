// Package inorder works on batches in parallel and gives what comes out in the order of
// the input.
package inorder

import (
	"context"
	"iter"
	"sync"
)

// Work makes results of one batch. It belongs to one worker and is never called by two
// goroutines at once.
type Work[In, Out any] func(context.Context, []In) ([]Out, error)

// Run hands every batch to one of the workers, which newWorker makes, one for each; there
// is one at least. The results are the same for any number of workers, and no more than
// a few batches for each are held in memory.
//
// The run ends with the first error in the order of the input: one of the batches, one
// of a worker, or that of the context. It comes without results. When Run returns, none
// of its goroutines is left.
func Run[In, Out any](ctx context.Context, batches iter.Seq2[[]In, error], workers int, newWorker func() Work[In, Out]) iter.Seq2[[]Out, error] {
	workers = max(workers, 1)
	return func(yield func([]Out, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer stop()
		work := make(chan *batch[In, Out])
		inOrder := make(chan *batch[In, Out], 2*workers)
		running.Go(func() { feed(ctx, batches, work, inOrder) })
		for range workers {
			running.Go(func() {
				do := newWorker()
				for b := range work {
					b.out, b.err = do(ctx, b.in)
					close(b.done)
				}
			})
		}
		for b := range inOrder {
			select {
			case <-b.done:
			case <-ctx.Done():
				yield(nil, context.Cause(ctx))
				return
			}
			if b.err != nil {
				yield(nil, b.err)
				return
			}
			if !yield(b.out, nil) {
				return
			}
		}
		if ctx.Err() != nil {
			yield(nil, context.Cause(ctx))
		}
	}
}

type batch[In, Out any] struct {
	in   []In
	out  []Out
	err  error
	done chan struct{} // closed when out and err are there
}

// feed hands out batches until they end, fail or the context is done.
func feed[In, Out any](ctx context.Context, batches iter.Seq2[[]In, error], work, inOrder chan<- *batch[In, Out]) {
	defer close(inOrder)
	defer close(work)
	for in, err := range batches {
		b := &batch[In, Out]{in: in, err: err, done: make(chan struct{})}
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
