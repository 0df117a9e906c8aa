package main

import (
	_ "embed"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/streams"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// The portfolio of a state that does not exist. Its payers, providers and dollars are
// made up.
//
//go:embed data/kestrel.json
var kestrel []byte

const fictional = "The state of Kestrel is fictional: its payers, providers, contracts and dollars are made up."

// derived is a stream whose class comes from the terms that settle it.
type derived struct {
	stream lan.Stream
	why    []string
}

// fromSettlement asks the settlement terms of two organisations in the Medicare Shared
// Savings Program what they do, at facts that are made up.
func fromSettlement() ([]derived, error) {
	var out []derived
	for _, o := range []struct {
		id, contract, provider string
		track                  tcoc.MSSPTrack
	}{
		{"TM-enhanced", "TM Kestrel United", "Kestrel United ACO", tcoc.Enhanced},
		{"TM-basicA", "TM Foothills", "Foothills ACO", tcoc.BasicA},
	} {
		plan, err := tcoc.MSSP(2024, o.track, apm.MustParseDate("2024-01-01"))
		if err != nil {
			return nil, err
		}
		arrangement, err := tcoc.New(plan)
		if err != nil {
			return nil, err
		}
		s, why, err := streams.TCOC(arrangement, tcoc.Performance{
			Benchmark: decimal.NewNullDecimal(decimal.New(300_000_000, 0)), Population: 24_800,
			MinimumRate: decimal.NewNullDecimal(decimal.New(1, -2)), Revenue: decimal.NewNullDecimal(decimal.New(120_000_000, 0)),
			Flags: map[string]bool{tcoc.LowRevenue: false},
		})
		if err != nil {
			return nil, err
		}
		s.ID, s.Contract, s.Payer, s.Provider, s.Program = o.id, o.contract, "traditional Medicare", o.provider, plan.Name
		s.Line, s.Scope = lan.TraditionalMedicare, lan.Comprehensive
		out = append(out, derived{s, why})
	}
	return out, nil
}

// embedded is the fictional portfolio and the streams in it that are derived.
func embedded() (lan.Portfolio, []derived, error) {
	p, err := lan.Decode[lan.Portfolio](kestrel)
	if err != nil {
		return lan.Portfolio{}, nil, err
	}
	settled, err := fromSettlement()
	if err != nil {
		return lan.Portfolio{}, nil, err
	}
	for _, d := range settled {
		p.Streams = append(p.Streams, d.stream)
	}
	return p, settled, nil
}
