package episode

import (
	"context"
	"iter"
	"runtime"

	"github.com/seed-6807d414/apm/internal/inorder"
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
	return inorder.Run(ctx, batches, min(workers, maxWorkers), func() inorder.Work[Member, Result] {
		w := e.NewWorker()
		return func(ctx context.Context, members []Member) ([]Result, error) { return w.batch(ctx, members, o.Strict) }
	})
}

// batch finds the episodes of members until one cannot be worked on.
func (w *Worker) batch(ctx context.Context, members []Member, strict bool) ([]Result, error) {
	results := make([]Result, len(members))
	for i := range members {
		err := ctx.Err()
		if err == nil {
			results[i], err = w.Build(&members[i])
		}
		if err != nil {
			return nil, err
		}
		if rejected := results[i].Rejected; strict && len(rejected) > 0 {
			return nil, rejected[0]
		}
	}
	return results, nil
}
