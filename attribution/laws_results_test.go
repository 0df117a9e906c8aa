package attribution_test

import (
	"context"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func batches(members []attribution.Member, size int) iter.Seq2[[]attribution.Member, error] {
	return func(yield func([]attribution.Member, error) bool) {
		for b := range slices.Chunk(members, size) {
			if !yield(b, nil) {
				return
			}
		}
	}
}

// Any number of workers and any size of batch gives the same results, every member
// once and in order, and panels that add up and merge.
func TestWorkersDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		var members []attribution.Member
		for range rapid.IntRange(0, 12).Draw(t, "members") {
			members = append(members, drawMember(t, w.year))
		}
		var want []attribution.Result
		for _, m := range members {
			want = append(want, w.attribute(t, m))
		}
		var got []attribution.Result
		var parts []*attribution.Panel
		size := rapid.IntRange(1, 5).Draw(t, "size")
		for results, err := range w.a.Run(context.Background(), batches(members, size), attribution.Options{Workers: rapid.IntRange(0, 4).Draw(t, "workers")}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, results...)
			p := new(attribution.Panel)
			for _, r := range results {
				p.Add(r)
			}
			parts = append(parts, p)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		var whole, merged attribution.Panel
		for _, r := range want {
			whole.Add(r)
		}
		for _, p := range rapid.Permutation(parts).Draw(t, "order") {
			merged.Merge(p)
		}
		all, assigned := whole.Total()
		if all.Members != int64(len(members)) {
			t.Fatalf("%d members in the panel of %d", all.Members, len(members))
		}
		for _, level := range []attribution.Level{attribution.ByOrganization, attribution.ByStep, attribution.ByBillingID, attribution.ByPractitioner} {
			if diff := cmp.Diff(whole.Rows(level), merged.Rows(level)); diff != "" {
				t.Fatal(diff)
			}
			sum := attribution.Count{}
			for _, row := range whole.Rows(level) {
				sum.Members, sum.Months = sum.Members+row.Members, sum.Months+row.Months
			}
			if sum != assigned {
				t.Fatalf("level %d adds up to %+v, not %+v", level, sum, assigned)
			}
		}
		if diff := cmp.Diff(whole.Unassigned(), merged.Unassigned()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The first contest of a member is led by its winner, totals fall, and shares of it
// add up to one.
func TestContestsAndShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := drawMember(t, w.year)
		r := w.attribute(t, m)
		contests, err := w.a.Contests(m)
		if err != nil {
			t.Fatal(err)
		}
		if len(contests) != len(w.method.Steps) {
			t.Fatalf("%d contests", len(contests))
		}
		for i, c := range contests {
			if c.Step == r.Step && (len(c.Candidates) == 0 || !c.Held || c.Candidates[0].Entity != r.Winner || c.Candidates[0].Total != r.Total) {
				t.Fatalf("%+v does not lead %+v", r, c)
			}
			for j := 1; j < len(c.Candidates); j++ {
				if w.method.Steps[i].Winner != attribution.MostRecent && c.Candidates[j].Total > c.Candidates[j-1].Total {
					t.Fatalf("totals rise: %+v", c)
				}
			}
			decimals := int32(rapid.IntRange(0, 9).Draw(t, "decimals"))
			shares, err := attribution.Shares(c.Candidates, decimals)
			if err != nil {
				t.Fatal(err)
			}
			sum := decimal.Zero
			for _, s := range shares {
				sum = sum.Add(s.Share)
			}
			if len(shares) > 0 && !sum.Equal(decimal.NewFromInt(1)) {
				t.Fatalf("shares add up to %s", sum)
			}
		}
	})
}

// Churn: what one organisation lost others gained, and before and after add up.
func TestChurn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		results := func(label string) *attribution.Result {
			return pick(t, label, nil, &attribution.Result{Organization: "A"}, &attribution.Result{Organization: "B"},
				&attribution.Result{Reason: attribution.Outside}, &attribution.Result{Reason: attribution.NoService})
		}
		var whole, one, two attribution.Churn
		before, after := map[string]int64{}, map[string]int64{}
		for i := range rapid.IntRange(0, 20).Draw(t, "members") {
			x, y := results("before"), results("after")
			whole.Add(x, y)
			if i%2 == 0 {
				one.Add(x, y)
			} else {
				two.Add(x, y)
			}
			if x != nil && x.Organization != "" {
				before[x.Organization]++
			}
			if y != nil && y.Organization != "" {
				after[y.Organization]++
			}
		}
		two.Merge(&one)
		if diff := cmp.Diff(whole.Rows(), two.Rows()); diff != "" {
			t.Fatal(diff)
		}
		moved := map[[2]string]int64{}
		for _, row := range whole.Rows() {
			lost, gained := row.Kept, row.Kept
			for _, f := range row.Lost {
				lost += f.Members
				if f.Organization != "" {
					moved[[2]string{row.Organization, f.Organization}] += f.Members
				}
			}
			for _, f := range row.Gained {
				gained += f.Members
				if f.Organization != "" {
					moved[[2]string{f.Organization, row.Organization}] -= f.Members
				}
			}
			if lost != row.Before || gained != row.After || row.Before != before[row.Organization] || row.After != after[row.Organization] {
				t.Fatalf("%+v", row)
			}
		}
		for pair, n := range moved {
			if n != 0 {
				t.Fatalf("%v: lost and gained differ by %d", pair, n)
			}
		}
	})
}
