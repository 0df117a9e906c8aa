package streams

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// TCOC asks a settlement arrangement what it does, and gives the stream that it is, with
// the findings in words: fee for service compared to a target, with the exposure that
// savings and overruns of any size and quality of any level bring.
//
// The facts are typical ones of the organisation: what the terms read (population,
// revenue, flags) must be there, because a limit that hangs on revenue is found by
// settling. The expenditure and the quality in them are replaced. The scope, the line
// of business and the names are the caller's to fill in; the minimum rates are not
// derived.
//
// Shares are the largest part of a difference that reaches the organisation at any size
// and quality. A cap is found where a larger difference brings no more, as a fraction of
// the benchmark.
func TCOC(a *tcoc.Arrangement, facts tcoc.Performance) (lan.Stream, []string, error) {
	if !facts.Benchmark.Valid || !facts.Benchmark.Decimal.IsPositive() {
		return lan.Stream{}, nil, apm.Missing("benchmark")
	}
	benchmark := facts.Benchmark.Decimal
	facts.Difference = decimal.NullDecimal{}
	found, err := probe(benchmark, func(gap decimal.Decimal) (func(apm.Quality) (decimal.Decimal, error), error) {
		facts.Expenditure = decimal.NewNullDecimal(benchmark.Mul(decimal.NewFromInt(1).Sub(gap)))
		return func(q apm.Quality) (decimal.Decimal, error) {
			facts.Quality = q
			settled, err := a.Settle(facts)
			return settled.Paid, err
		}, nil
	})
	if err != nil {
		return lan.Stream{}, nil, err
	}
	s := lan.Stream{
		Role: lan.ForServices, Basis: lan.Target, Timing: lan.Retrospective,
		Upside: found.upside, Downside: found.downside, Quality: found.quality(),
	}
	why := []string{
		"savings: " + describe(s.Upside, "pays nothing", "pays up to"),
		"overruns: " + describe(s.Downside, "takes nothing", "takes up to"),
	}
	if found.moved {
		return s, append(why, "quality: changes the money, as at a difference of "+text(found.at)), nil
	}
	return s, append(why, "quality: changes nothing at any difference"), nil
}

func describe(x lan.Exposure, nothing, upTo string) string {
	if x.Share.Decimal.IsZero() {
		return nothing
	}
	limit := ", without a cap"
	if x.Cap.Valid {
		limit = ", at most " + text(x.Cap.Decimal) + " of the benchmark"
	}
	return upTo + " " + text(x.Share.Decimal) + " of them" + limit
}
