package lan

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Stream is one payment stream from a payer to a provider organisation: what the
// classifier knows of it. One contract may hold several. In an integrated system the
// stream runs from the plan arm to the delivery arm; what a state pays a plan, and how
// a provider organisation divides money inside, is no stream.
//
// An empty field is unknown. Where it decides, the stream is undetermined; nothing is
// guessed. The names (Program, Provider and so on) never decide anything.
type Stream struct {
	// ID names the stream in dollar lines. Several streams of the same ID are its terms
	// in successive periods: a contract that changes category within the year.
	ID string `json:"id,omitzero"`
	// Contract joins the streams under one contract; empty means that the stream stands
	// alone. Payer, Contract and Line together say which dollars are weighed against
	// each other by [Terms.Dominance].
	Contract string `json:"contract,omitzero"`
	Payer    string `json:"payer,omitzero"`
	Provider string `json:"provider,omitzero"`
	// Program is what the parties call it: "ACO", "medical home". It is for print only.
	Program string `json:"program,omitzero"`
	// Line is the line of business.
	Line Line `json:"line,omitzero"`
	// Period is when these terms hold; an open end is open.
	Period apm.Period `json:"period,omitzero"`

	// Role says whether the payment is for services, replaces payment for services or is
	// added to it: the first question.
	Role Role `json:"role,omitzero"`
	// Basis is what the money follows.
	Basis Basis `json:"basis,omitzero"`
	// Scope is how much of the care the payment covers; it decides within family 4.
	Scope Scope `json:"scope,omitzero"`
	// Quality is the link between the money and quality. A gate that only opens or shuts
	// is a link; a required structure, such as a recognised medical home, is none.
	Quality Quality `json:"quality,omitzero"`
	// Incentive says whether quality rewards or penalises; it decides between 2C and 2D
	// in the 2016 edition.
	Incentive Incentive `json:"incentive,omitzero"`
	// Purpose is what added money is for.
	Purpose Purpose `json:"purpose,omitzero"`
	// Timing says whether the amount is fixed before the care or after it.
	Timing Timing `json:"timing,omitzero"`
	// Upside and Downside are the provider organisation's own exposure to the payer:
	// what it may keep when care costs less than the target or the payment, and what it
	// must bear when care costs more, after corridors and refunds. What only the plan
	// bears is not exposure of the provider, and how the organisation divides it inside
	// does not matter.
	Upside   Exposure `json:"upside,omitzero"`
	Downside Exposure `json:"downside,omitzero"`
	// Integrated says whether payer and provider are arms of one organisation that
	// carries the insurance function too; it decides between 4B and 4C.
	Integrated Answer `json:"integrated,omitzero"`
}

// Role says how a payment stands to the payment for services.
type Role string

// The roles.
const (
	ForServices Role = "services" // it pays for services, also after a comparison with a target: fees, DRGs, per diems
	Replaces    Role = "replaces" // it takes the place of payment for services
	Added       Role = "added"    // it comes on top of payment for services
)

// Basis is what the money follows.
type Basis string

// The bases.
const (
	PerService Basis = "perService" // a service: fee schedule, DRG, per diem
	PerPerson  Basis = "perPerson"  // people over time: capitation, global budget, percent of premium, a monthly fee
	Target     Basis = "target"     // services, compared to a cost target for people
	Episode    Basis = "episode"    // a clinical episode: one price for it, or services compared to a target for it
	Lump       Basis = "lump"       // neither services nor people: a grant, a bonus pool
)

// Scope is how much of the care a payment covers.
type Scope string

// The scopes.
const (
	ServiceLine   Scope = "serviceLine"   // one kind of service, such as primary care
	Condition     Scope = "condition"     // one condition or specialty
	Comprehensive Scope = "comprehensive" // all or nearly all care: total cost of care
)

// Quality is how the money depends on quality.
type Quality string

// The links.
const (
	NoQuality   Quality = "none"
	Utilization Quality = "utilization" // on use of services alone, which is no link to quality
	Reporting   Quality = "reporting"   // on reporting measures
	Performance Quality = "performance" // on results of measures
)

func (q Quality) linked() bool { return q == Reporting || q == Performance }

// Incentive is the direction in which quality moves money.
type Incentive string

// The incentives.
const (
	Reward           Incentive = "reward"
	Penalty          Incentive = "penalty"
	RewardAndPenalty Incentive = "rewardAndPenalty"
)

// Purpose is what added money is for.
type Purpose string

// The purposes.
const (
	Care           Purpose = "care"           // treatment itself: a higher fee
	Infrastructure Purpose = "infrastructure" // care coordination, staffing, health information technology
)

// Timing says when an amount is fixed.
type Timing string

// The timings.
const (
	Prospective   Timing = "prospective"   // before the care, whatever services follow
	Retrospective Timing = "retrospective" // after it, against services paid meanwhile
)

// Answer is yes, no or, when empty, unknown.
type Answer string

// The answers.
const (
	Yes Answer = "yes"
	No  Answer = "no"
)

// Line is a line of business.
type Line string

// The lines of business. AllLines stands for all of them together.
const (
	AllLines            Line = ""
	Commercial          Line = "commercial"
	Medicaid            Line = "medicaid"
	MedicareAdvantage   Line = "medicareAdvantage"
	TraditionalMedicare Line = "traditionalMedicare"
)

// Lines lists the lines of business as a table shows them.
func Lines() []Line { return []Line{Commercial, Medicaid, MedicareAdvantage, TraditionalMedicare} }

func (l Line) place() int { return slices.Index(Lines(), l) }

// String is the name as a table shows it.
func (l Line) String() string {
	switch l {
	case AllLines:
		return "all lines"
	case MedicareAdvantage:
		return "Medicare Advantage"
	case TraditionalMedicare:
		return "traditional Medicare"
	case Commercial:
		return "commercial"
	case Medicaid:
		return "Medicaid"
	}
	return string(l)
}

// Exposure is a provider organisation's own part in a difference between what care
// cost and what it should have cost. All its numbers are fractions.
type Exposure struct {
	// Share is the part of each further dollar of the difference, 0 to 1; zero is no
	// exposure, missing is unknown.
	Share decimal.NullDecimal `json:"share,omitzero"`
	// Cap is the most that it can come to, as a fraction of CapOf, 0 to 1. A cap of zero
	// is no exposure: a corridor that gives everything back.
	Cap decimal.NullDecimal `json:"cap,omitzero"`
	// CapOf is what the cap is a fraction of.
	CapOf CapBase `json:"capOf,omitzero"`
	// Unlimited says that there is no cap. Without it, and without a cap, the limit is
	// unknown.
	Unlimited bool `json:"unlimited,omitzero"`
	// Minimum is the difference below which nothing is shared, as a fraction of the
	// target: the minimum savings or loss rate.
	Minimum decimal.NullDecimal `json:"minimum,omitzero"`
}

// CapBase is what a cap is a fraction of: 5 % of a target and 5 % of revenue are
// different money.
type CapBase string

// The bases of caps.
const (
	OfTarget  CapBase = "target"  // the benchmark, budget or expected expenditure
	OfRevenue CapBase = "revenue" // the provider organisation's revenue from the payer
)

// bears says whether the exposure is more than nothing, and by which field; known is
// false where that field is missing.
func (x Exposure) bears() (bears, known bool, field string) {
	switch {
	case x.Cap.Valid && x.Cap.Decimal.IsZero():
		return false, true, "cap"
	case !x.Share.Valid:
		return false, false, "share"
	}
	return x.Share.Decimal.IsPositive(), true, "share"
}

// Validate reports words that are none of the known ones, numbers outside their range
// and combinations that contradict each other, each with its path, as
// [apm.Problems]. What is merely missing is no problem.
func (s Stream) Validate() error {
	var problems apm.Problems
	s.validate(problems.Check())
	return problems.Err()
}

func (s Stream) validate(c apm.Check) {
	word(c.In("role"), s.Role, ForServices, Replaces, Added)
	word(c.In("basis"), s.Basis, PerService, PerPerson, Target, Episode, Lump)
	word(c.In("scope"), s.Scope, ServiceLine, Condition, Comprehensive)
	word(c.In("quality"), s.Quality, NoQuality, Utilization, Reporting, Performance)
	word(c.In("incentive"), s.Incentive, Reward, Penalty, RewardAndPenalty)
	word(c.In("purpose"), s.Purpose, Care, Infrastructure)
	word(c.In("timing"), s.Timing, Prospective, Retrospective)
	word(c.In("integrated"), s.Integrated, Yes, No)
	word(c.In("line"), s.Line, Lines()...)
	s.Upside.validate(c.In("upside"))
	s.Downside.validate(c.In("downside"))
	if !s.Period.Valid() {
		c.In("period").Problemf("holds no day")
	}
	switch {
	case s.Role == ForServices && (s.Basis == PerPerson || s.Basis == Lump):
		c.In("role").Problemf("a payment per person or in a lump either replaces payment for services or is added to it")
	case s.Role == Replaces && s.Basis == PerService:
		c.In("role").Problemf("a payment per service is payment for services and replaces none")
	}
}

func (x Exposure) validate(c apm.Check) {
	fraction(c.In("share"), x.Share)
	fraction(c.In("cap"), x.Cap)
	fraction(c.In("minimum"), x.Minimum)
	word(c.In("capOf"), x.CapOf, OfTarget, OfRevenue)
	if x.Unlimited && x.Cap.Valid {
		c.In("unlimited").Problemf("does not go with a cap")
	}
	if x.Cap.Valid && x.CapOf == "" && !x.Cap.Decimal.IsZero() {
		c.In("capOf").Problemf("is empty: name what the cap is a fraction of")
	}
}

func fraction(c apm.Check, d decimal.NullDecimal) {
	if d.Valid {
		c.Fraction(d.Decimal)
	}
}
