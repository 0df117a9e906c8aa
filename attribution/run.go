package attribution

import (
	"context"
	"iter"
	"runtime"

	"github.com/seed-6807d414/apm/internal/inorder"
)

// Options says how a run over many members works.
type Options struct {
	// Workers is how many members are attributed at the same time; 0 is one for each
	// processor. More than 1,024 are taken for 1,024.
	Workers int
	// RejectLines goes on without lines that cannot be used and returns them in
	// [Result.Rejected]; otherwise the first one ends the run.
	RejectLines bool
}

// maxWorkers bounds what a run starts; no number that a caller gives exhausts the
// memory.
const maxWorkers = 1024

// Run attributes members by the batch. Each batch belongs to the run once it was
// yielded, and a batch of results to whoever receives it; a member must be whole
// within its batch. Results come in the order of the input and are the same for any
// number of workers. No more than a few batches for each worker are held in memory.
//
// The run ends with the first error in the order of the input: one of the
// batches, one that [Attributor.Attribute] gives, or that of the context.
func (a *Attributor) Run(ctx context.Context, batches iter.Seq2[[]Member, error], o Options) iter.Seq2[[]Result, error] {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return inorder.Run(ctx, batches, min(workers, maxWorkers), func() inorder.Work[Member, Result] {
		w := a.NewWorker()
		w.local.reject = o.RejectLines
		return w.batch
	})
}

// batch attributes members until one cannot be.
func (w *Worker) batch(ctx context.Context, members []Member) ([]Result, error) {
	results := make([]Result, len(members))
	for i := range members {
		err := ctx.Err()
		if err == nil {
			results[i], err = w.Attribute(&members[i])
		}
		if err != nil {
			return nil, err
		}
	}
	return results, nil
}
