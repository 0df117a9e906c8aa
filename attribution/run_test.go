package attribution_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

func numbered(n int) []attribution.Member {
	members := make([]attribution.Member, n)
	for i := range members {
		members[i] = fully(line(acoTIN, pcp, "2024-02-02", "10"))
		members[i].ID = fmt.Sprint(i)
	}
	return members
}

var errBroken = errors.New("the source broke")

// The first error in the order of the input ends a run, whatever the workers.
func TestRunErrors(t *testing.T) {
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	members := numbered(40)
	members[25].Lines[0].Code = "?"
	members[33].Lines[0].From = 0
	broken := func(yield func([]attribution.Member, error) bool) {
		_ = yield(members[:8], nil) && yield(nil, errBroken)
	}
	for workers := 1; workers <= 4; workers++ {
		o := attribution.Options{Workers: workers}
		n, err := drain(a.Run(context.Background(), batches(members, 4), o))
		var e *attribution.LineError
		if !errors.As(err, &e) || e.Member != "25" || n != 24 {
			t.Errorf("%d workers: %d results, %v", workers, n, err)
		}
		if n, err := drain(a.Run(context.Background(), broken, o)); !errors.Is(err, errBroken) || n != 8 {
			t.Errorf("%d workers: %d results, %v", workers, n, err)
		}
		ctx, stop := context.WithCancel(context.Background())
		stop()
		if _, err := drain(a.Run(ctx, batches(members, 4), o)); !errors.Is(err, context.Canceled) {
			t.Errorf("%d workers: %v", workers, err)
		}
		for range a.Run(context.Background(), batches(numbered(100), 1), o) {
			break // a caller who stops early leaves nothing running
		}
	}
}

// No number of workers is too many or too few.
func TestRunWorkers(t *testing.T) {
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	for _, workers := range []int{math.MinInt, -1, 0, math.MaxInt} {
		if n, err := drain(a.Run(context.Background(), batches(numbered(40), 4), attribution.Options{Workers: workers})); n != 40 || err != nil {
			t.Errorf("%d workers: %d results, %v", workers, n, err)
		}
	}
}

func drain(results iter.Seq2[[]attribution.Result, error]) (n int, err error) {
	for r, err := range results {
		if err != nil {
			return n, err
		}
		n += len(r)
	}
	return n, nil
}

// With RejectLines a run goes on without what it cannot use, and accounts for it.
func TestRejectLines(t *testing.T) {
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	members := numbered(3)
	bad := members[1].Lines[0]
	bad.Code, bad.Allowed = "?", 700
	members[1].Lines = append(members[1].Lines, bad)
	for results, err := range a.Run(context.Background(), batches(members, 2), attribution.Options{RejectLines: true, Workers: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			want := attribution.Tally{Used: attribution.Lot{Lines: 1, Allowed: 1000}}
			if r.Member == "1" {
				want.Rejected = attribution.Lot{Lines: 1, Allowed: 700}
			}
			if diff := cmp.Diff(want, r.Lines); diff != "" || len(r.Rejected) != want.Rejected.Lines {
				t.Error(r.Member, diff)
			}
		}
	}
}

// Draws depend on the seed, the member and the names; every entity can win.
func TestDraws(t *testing.T) {
	m := oneStep()
	m.Steps[0].Ties = []attribution.Tie{{By: attribution.ByDraw}}
	wins := map[string]int{}
	changed := 0
	other := m
	other.Seed = 7
	a, b := attributor(t, m, roster(), apm.CalendarYear(2024)), attributor(t, other, roster(), apm.CalendarYear(2024))
	for i := range 300 {
		one, two, three := line(acoTIN, pcp, "2024-02-02", "10"), line(rivalTIN, pcp, "2024-03-02", "10"), line(otherTIN, pcp, "2024-04-02", "10")
		x, y := fully(one, two, three), fully(three, two, one)
		x.ID, y.ID = fmt.Sprint(i), fmt.Sprint(i)
		got := attribute(t, a, x)
		if again := attribute(t, a, y); again.Winner != got.Winner {
			t.Fatalf("member %d: the order of lines changed the draw", i)
		}
		wins[got.Winner.String()]++
		if attribute(t, b, x).Winner != got.Winner {
			changed++
		}
	}
	if len(wins) != 3 || changed < 100 {
		t.Errorf("%v, %d changed with the seed", wins, changed)
	}
	for name, n := range wins {
		if n < 60 || n > 140 {
			t.Errorf("%s won %d of 300", name, n)
		}
	}
}

// Many entities are found through a table, and a member after them is not touched
// by what it held.
func TestManyEntities(t *testing.T) {
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	w := a.NewWorker()
	for _, n := range []int{1, 24, 25, 26, 400, 3, 30, 2} {
		var lines []attribution.Line
		for i := range n {
			for range 2 {
				lines = append(lines, line(fmt.Sprint(500000000+i), pcp, "2024-02-02", fmt.Sprint(10+i)))
			}
			gone := line(fmt.Sprint(600000000+i), pcp, "2024-02-02", "9000")
			back := gone
			back.Allowed = -back.Allowed
			lines = append(lines, gone, back)
		}
		m := fully(lines...)
		r, err := w.Attribute(&m)
		if err != nil || r.Total != int64(2*(10+n-1)*100) || r.Winner.ID.Value != fmt.Sprint(500000000+n-1) {
			t.Errorf("%d entities: %v %v", n, r, err)
		}
		contests, err := a.Contests(m)
		if err != nil || len(contests[0].Candidates) != n {
			t.Errorf("%d entities: %d candidates, %v", n, len(contests[0].Candidates), err)
		}
	}
}

// After the first members a worker allocates nothing.
func TestNoAllocation(t *testing.T) {
	for _, m := range []attribution.Method{twoStep(), mssp(t, 2025, attribution.Retrospective)} {
		a := attributor(t, m, roster(), apm.CalendarYear(2025))
		w := a.NewWorker()
		member := fully(line(acoTIN, pcp, "2025-02-02", "10"), line(otherTIN, pcp, "2025-03-02", "10", code("99354")),
			line(otherTIN, pcp, "2025-03-02", "-10"), line(rivalTIN, np, "2024-03-02", "10"))
		n := testing.AllocsPerRun(100, func() {
			if _, err := w.Attribute(&member); err != nil {
				t.Fatal(err)
			}
		})
		if n != 0 {
			t.Errorf("%s: %v allocations", m.Name, n)
		}
	}
}

// Counts of 1 to 10 are withheld with what would reveal them.
func TestRelease(t *testing.T) {
	var p attribution.Panel
	for name, n := range map[string]int{"A": 40, "B": 3, "C": 20} {
		for range n {
			p.Add(attribution.Result{Organization: name, Months: 12})
		}
	}
	rows := p.Rows(attribution.ByOrganization)
	if attribution.Release(rows) {
		t.Error("the total is hidden")
	}
	want := []attribution.PanelRow{
		{Organization: "A", Count: attribution.Count{Members: 40, Months: 480}},
		{Organization: "B", Hidden: true},
		{Organization: "C", Hidden: true},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// The unassigned are suppressed as the others are.
func TestReleaseUnassigned(t *testing.T) {
	rows := []attribution.LossRow{
		{Reason: attribution.Died, Count: attribution.Count{Members: 3}},
		{Reason: attribution.NoService, Count: attribution.Count{Members: 40}},
		{Reason: attribution.Outside, Count: attribution.Count{Members: 20}},
	}
	hideTotal := attribution.ReleaseUnassigned(rows)
	want := []attribution.LossRow{
		{Reason: attribution.Died, Hidden: true},
		{Reason: attribution.NoService, Count: attribution.Count{Members: 40}},
		{Reason: attribution.Outside, Hidden: true},
	}
	if diff := cmp.Diff(want, rows); diff != "" || hideTotal {
		t.Error(hideTotal, diff)
	}
}
