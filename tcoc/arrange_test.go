package tcoc_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// num reads a decimal constant of a test.
func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// dollars is a figure that is known.
func dollars(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }

// mssp is the plan of a track in a year, with the latest agreement period that the
// year allows.
func mssp(t testing.TB, year int, track tcoc.MSSPTrack) tcoc.Plan {
	t.Helper()
	return must(t)(tcoc.MSSP(year, track, apm.CalendarYear(year).From))
}

func reach(t testing.TB, year int, option tcoc.REACHOption) tcoc.Plan {
	t.Helper()
	return must(t)(tcoc.REACH(year, option))
}

// must fails the test when a preset does not exist.
func must(t testing.TB) func(tcoc.Plan, error) tcoc.Plan {
	return func(p tcoc.Plan, err error) tcoc.Plan {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
}

// arrange makes an arrangement of a plan that is known to be valid.
func arrange(t testing.TB, p tcoc.Plan) *tcoc.Arrangement {
	t.Helper()
	a, err := tcoc.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// settle settles facts that are known to be complete.
func settle(t testing.TB, p tcoc.Plan, facts tcoc.Performance) tcoc.Settlement {
	t.Helper()
	s, err := arrange(t, p).Settle(facts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
