package inorder_test

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-6807d414/apm/internal/inorder"
)

// squares is a worker that fails at a number.
func squares(fail int) func() inorder.Work[int, int] {
	return func() inorder.Work[int, int] {
		return func(_ context.Context, in []int) ([]int, error) {
			out := make([]int, len(in))
			for i, n := range in {
				if n == fail {
					return out[:i], errors.New("no square")
				}
				if n%7 == 0 {
					runtime.Gosched() // so that batches overtake each other
				}
				out[i] = n * n
			}
			return out, nil
		}
	}
}

// numbers gives batches of three, and an error behind so many of them.
func numbers(batches int, err error) iter.Seq2[[]int, error] {
	return func(yield func([]int, error) bool) {
		for b := range batches {
			if !yield([]int{3 * b, 3*b + 1, 3*b + 2}, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func collect(seq iter.Seq2[[]int, error]) (all []int, err error) {
	for out, e := range seq {
		if e != nil {
			return all, e
		}
		all = append(all, out...)
	}
	return all, nil
}

func TestResultsComeInOrder(t *testing.T) {
	for _, workers := range []int{-1, 0, 1, 2, 7, 40} {
		got, err := collect(inorder.Run(context.Background(), numbers(100, nil), workers, squares(-1)))
		if err != nil || len(got) != 300 || !slices.IsSorted(got) || got[299] != 299*299 {
			t.Errorf("%d workers: %d results, %v", workers, len(got), err)
		}
	}
}

func TestTheFirstErrorEndsTheRun(t *testing.T) {
	input := errors.New("input")
	for _, workers := range []int{1, 8} {
		got, err := collect(inorder.Run(context.Background(), numbers(50, input), workers, squares(-1)))
		if !errors.Is(err, input) || len(got) != 150 {
			t.Errorf("%d results before %v", len(got), err)
		}
		// A worker's error comes first although the input fails soon behind it.
		got, err = collect(inorder.Run(context.Background(), numbers(5, input), workers, squares(7)))
		if err == nil || err.Error() != "no square" || len(got) != 6 {
			t.Errorf("%d results before %v", len(got), err)
		}
	}
}

func TestTheContextEndsTheRun(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	n := 0
	var err error
	for _, e := range inorder.Run(ctx, numbers(1_000_000, nil), 4, squares(-1)) {
		if err = e; e == nil {
			if n++; n == 5 {
				cancel(cause)
			}
		}
	}
	if !errors.Is(err, cause) {
		t.Errorf("%v after %d batches", err, n)
	}
	cancelled, stop := context.WithCancel(context.Background())
	stop()
	if got, err := collect(inorder.Run(cancelled, numbers(0, nil), 1, squares(-1))); !errors.Is(err, context.Canceled) || got != nil {
		t.Errorf("a run that was over before it began gave %v, %v", got, err)
	}
}

// Whoever stops reading leaves no goroutine behind, and no batch is read any more.
func TestStoppingLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	var read atomic.Int64
	input := func(yield func([]int, error) bool) {
		for yield([]int{1}, nil) {
			read.Add(1)
		}
	}
	for range inorder.Run(context.Background(), input, 3, squares(-1)) {
		break
	}
	after := read.Load()
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > before || read.Load() != after || after > 20 {
		t.Errorf("%d goroutines, %d before; %d batches read, then %d", n, before, after, read.Load())
	}
}
