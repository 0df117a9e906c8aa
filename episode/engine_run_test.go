package episode_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm/episode"
)

// Members in batches give the same results in the same order for any number of
// workers, and the first error in that order.
func TestRun(t *testing.T) {
	members, _ := benchMembers(700)
	e := engine(t, asthma(), surgical())
	var want []episode.Result
	for i := range members {
		want = append(want, build(t, e, members[i]))
	}
	run := func(ctx context.Context, members []episode.Member, o episode.Options) (got []episode.Result, err error) {
		for results, err := range e.Run(ctx, benchBatches(members), o) {
			if err != nil {
				return got, err
			}
			got = append(got, results...)
		}
		return got, nil
	}
	for _, workers := range []int{0, 1, 3, 8, 5000} {
		got, err := run(t.Context(), members, episode.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%d workers: %s", workers, diff)
		}
	}
	members[600].Claims = append(members[600].Claims, episode.Claim{Lines: []episode.Line{{Amount: 5}}})
	if got, err := run(t.Context(), members, episode.Options{}); err != nil || len(got) != 700 || len(got[600].Rejected) != 1 {
		t.Errorf("a bad line ends the run with %v", err)
	}
	var line *episode.LineError
	if got, err := run(t.Context(), members, episode.Options{Strict: true}); !errors.As(err, &line) || len(got) != 512 || line.Member != members[600].ID {
		t.Errorf("a strict run gives %d results and %v", len(got), err)
	}
	members[300].Death = -1
	var fact *episode.FactError
	if got, err := run(t.Context(), members, episode.Options{}); !errors.As(err, &fact) || len(got) != 256 {
		t.Errorf("a bad fact gives %d results and %v", len(got), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := run(ctx, members, episode.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run gives %v", err)
	}
	broken := errors.New("broken")
	for _, err := range e.Run(t.Context(), func(yield func([]episode.Member, error) bool) {
		if yield(nil, broken) {
			t.Error("the run goes on after an error")
		}
	}, episode.Options{}) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
	for range e.Run(t.Context(), benchBatches(members), episode.Options{}) {
		break
	}
}
