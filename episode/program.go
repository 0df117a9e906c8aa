package episode

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// Program is the financial half of an episode model: who answers for an episode, what
// its cost is measured in, how outliers and risk are treated, what the cost is
// held against, and the rules by which a provider gains or loses. It says nothing of
// what belongs to an episode, so one clinical definition serves several programs.
//
// A program works in two steps. [Arrangement.Prepare] takes the episodes of all
// providers, because outliers and the mean risk are facts of all of them;
// [Arrangement.Settle] takes the prepared episodes of one provider. There the gap of
// each category of episode is what should have been spent less what was: positive
// gaps are gains, negative ones losses. The lists of Each apply to the gap of each
// category, and Gains or Losses to the sum of what comes out. Final takes the result
// with its sign. The order of a list is the order of calculation: whether quality
// comes before the corridor is the order of two rules.
type Program struct {
	// Name is what the program calls itself: "TEAM Track 3, performance year 2027".
	Name string `json:"name,omitzero"`
	// Basis is the price that the cost of an episode is measured in: the key of
	// Case.Amounts that is taken. It is needed.
	Basis PriceBasis `json:"basis,omitzero"`
	// Attribution says who answers for an episode; nil where every case names its
	// provider already.
	Attribution *Attribution `json:"attribution,omitempty"`
	// Adjust is what happens to the cost and the target of each episode before they are
	// added up, in this order: an outlier policy before the risk adjustment looks at
	// dollars as they were spent, one behind it at adjusted dollars.
	Adjust []Adjustment `json:"adjust,omitempty"`
	// Benchmark is what the cost is held against.
	Benchmark Benchmark `json:"benchmark"`
	// Volume says what becomes of categories with too few episodes.
	Volume []Volume `json:"volume,omitempty"`
	// Each applies to every category by itself, before the categories are netted.
	// Without lists the gap of a category goes on as it is; with one list only, the
	// other side of a category is zero.
	Each Sides `json:"each,omitzero"`
	// Gains applies when the sum over the categories is zero or above, Losses when it is
	// below. Within these lists, and those of Each, amounts are never negative. Without
	// either the sum goes on as it is; with one only, the other side is zero, so that a
	// program without losses is one-sided.
	Gains  Rules `json:"gains,omitempty"`
	Losses Rules `json:"losses,omitempty"`
	// Final applies to the result of both sides; its amounts have a sign: gains are
	// positive, losses negative.
	Final Rules `json:"final,omitempty"`
	// Reconciliation says which episodes belong to a period; nil where the caller has
	// seen to it.
	Reconciliation *Reconciliation `json:"reconciliation,omitempty"`
}

// Sides is a list of rules for gains and one for losses.
type Sides struct {
	Gains  Rules `json:"gains,omitempty"`
	Losses Rules `json:"losses,omitempty"`
}

// Adjustment is one thing that happens to the cost of episodes before they are
// settled: exactly one of its fields is set.
type Adjustment struct {
	Outlier *Outlier `json:"outlier,omitempty"`
	Risk    *Risk    `json:"risk,omitempty"`
}

// Arrangement is a program that has been checked and is ready to prepare and settle
// episodes. It is never changed and safe for use by several goroutines.
type Arrangement struct {
	program               Program
	gains, losses, final  []string // the path of each rule
	eachGains, eachLosses []string
	levels                map[string]Level
	discounts             map[string]Discount
	perCategory           bool // each category is settled by itself
}

// NewProgram checks a program and makes an arrangement of a copy of it. It fails with
// [apm.Problems], which list everything that is wrong.
func NewProgram(p Program) (*Arrangement, error) {
	p, err := p.checked()
	if err != nil {
		return nil, err
	}
	a := &Arrangement{
		program: p,
		gains:   rulePaths("gains", len(p.Gains)), losses: rulePaths("losses", len(p.Losses)), final: rulePaths("final", len(p.Final)),
		eachGains: rulePaths("each.gains", len(p.Each.Gains)), eachLosses: rulePaths("each.losses", len(p.Each.Losses)),
		perCategory: len(p.Each.Gains)+len(p.Each.Losses) > 0,
	}
	a.levels, a.discounts = p.Benchmark.compiled()
	return a, nil
}

// Name is the name of the program.
func (a *Arrangement) Name() string { return a.program.Name }

// Program is a copy of the program that the arrangement was made of.
func (a *Arrangement) Program() Program { return copiedProgram(a.program) }

// Validate reports every problem of the program, each with its path, as
// [apm.Problems]; nil when there is none.
func (p Program) Validate() error {
	_, err := p.checked()
	return err
}

// checked is a copy of the program that shares nothing with it, with pointers to the
// rules of this package made plain.
func (p Program) checked() (Program, error) {
	var problems apm.Problems
	c := problems.Check()
	if !data.Room[Program]().Small(p, reflect.TypeFor[Rule](), reflect.TypeFor[Adjustment](), reflect.TypeFor[Level](), reflect.TypeFor[Factor](), reflect.TypeFor[Succession]()) {
		c.Problemf("the program holds itself, or more than %d rules and factors", data.MaxNodes)
		return Program{}, problems
	}
	p = copiedProgram(p)
	p.validate(c)
	return p, problems.Err()
}

// copiedProgram is a deep copy, but for the rules of others, which it cannot know how
// to copy.
func copiedProgram(p Program) Program { return data.Copy(data.Room[Program](), p) }

func (p *Program) validate(c apm.Check) {
	if strings.TrimSpace(p.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	if p.Basis == "" {
		c.In("basis").Problemf("is empty: name the amount that the cost of an episode is measured in, such as allowed or standardised")
	}
	if p.Attribution != nil {
		p.Attribution.validate(c.In("attribution"))
	}
	for i, adjust := range p.Adjust {
		adjust.validate(c.In("adjust").At(i))
	}
	p.Benchmark.validate(c.In("benchmark"))
	p.validateRisk(c)
	for i, v := range p.Volume {
		v.validate(c.In("volume").At(i))
	}
	p.Each.Gains.validate(c.In("each").In("gains"), gainSide)
	p.Each.Losses.validate(c.In("each").In("losses"), lossSide)
	p.Gains.validate(c.In("gains"), gainSide)
	p.Losses.validate(c.In("losses"), lossSide)
	p.Final.validate(c.In("final"), finalSide)
	if p.Reconciliation != nil {
		p.Reconciliation.validate(c.In("reconciliation"))
	}
}

func (a *Adjustment) validate(c apm.Check) {
	if (a.Outlier == nil) == (a.Risk == nil) {
		c.Problemf("an adjustment is exactly one of outlier and risk")
	}
	if a.Outlier != nil {
		a.Outlier.validate(c.In("outlier"))
	}
	if a.Risk != nil {
		a.Risk.validate(c.In("risk"))
	}
}

// validateRisk reports risk that is applied twice, or to a target that is not there.
func (p *Program) validateRisk(c apm.Check) {
	seen := false
	for i, adjust := range p.Adjust {
		if adjust.Risk == nil {
			continue
		}
		at := c.In("adjust").At(i).In("risk")
		if seen {
			at.Problemf("the risk is adjusted for already")
		}
		seen = true
		if adjust.Risk.Apply == MultiplyTarget && p.Benchmark.Thresholds != nil {
			at.In("apply").Problemf("thresholds are no targets of single episodes: divide the episode")
		}
	}
	if t := p.Benchmark.Thresholds; t != nil && t.Dollars == Rescaled {
		divides := false
		for _, adjust := range p.Adjust {
			divides = divides || adjust.Risk != nil && adjust.Risk.Apply == DivideEpisode
		}
		if !divides {
			c.In("benchmark").In("thresholds").In("dollars").Problemf("there is nothing to rescale: no adjustment divides episodes by their risk")
		}
	}
}

// ProgramKinds is the rules of this package by name. A caller adds its own with With:
//
//	episode.DecodeProgram(b, episode.ProgramKinds().With(Floor{}))
func ProgramKinds() apm.Kinds[Rule] {
	return apm.Kinds[Rule]{}.With(
		MinimumRate{}, SharingRate{}, Scale{}, Cap{}, // the deal
		Gate{}, Adjust{}, // quality
		PostEpisode{}, OneSided{}, CarryForward{}, TrueUp{}, // the final list
		Round{}, MarkAmount{},
	)
}

// DecodeProgram reads a program from JSON, strictly: see [apm.Kinds.Decode] for what is
// refused. The program is read, not yet checked; [NewProgram] checks it.
func DecodeProgram(b []byte, kinds apm.Kinds[Rule]) (Program, error) {
	var p Program
	err := kinds.Decode(b, &p)
	return p, err
}

func rulePaths(list string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = list + "[" + strconv.Itoa(i) + "]"
	}
	return out
}

// figure makes a decimal of a constant of this package.
func figure(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// known is a figure that is there.
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(figure(s)) }

func count(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

var unity = decimal.New(1, 0)
