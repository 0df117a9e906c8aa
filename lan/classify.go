package lan

import (
	"fmt"
	"strings"

	"github.com/seed-6807d414/apm"
)

// Classification is the category of a stream and how it was found.
type Classification struct {
	Category Category `json:"category"`
	Edition  Edition  `json:"edition"`
	// Missing is the field without which there is no category: "downside.share". It is
	// empty when there is one.
	Missing string `json:"missing,omitzero"`
	// Trail is the questions that were asked, in order.
	Trail []Question `json:"trail"`
}

// Question is one question of the classification: what was asked, what the answer is,
// which field gave it, and what it excludes.
type Question struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
	// Field is the field that decided: "role", "downside.share".
	Field string `json:"field"`
	// Excludes lists the categories that are out by this answer, and Because says why in
	// a sentence: "3A, not 3B: the provider owes nothing when spending exceeds the
	// target".
	Excludes []Category `json:"excludes,omitempty"`
	Because  string     `json:"because,omitzero"`
}

// Counts says where the category counts: linked to quality and value, as an
// alternative payment model, and as two-sided.
func (c Classification) Counts() (linked, apms, twoSided bool) {
	return in(c.Category, Linked()), in(c.Category, APM()), in(c.Category, TwoSided())
}

func in(c Category, set []Category) bool {
	for _, s := range set {
		if s == c {
			return true
		}
	}
	return false
}

// String prints the category and the trail, one question on a line with what follows
// from its answer below it.
func (c Classification) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "category %s (%s edition)", c.Category, c.Edition)
	if c.Missing != "" {
		fmt.Fprintf(&b, ": %s is missing", c.Missing)
	}
	b.WriteString("\n")
	for i, q := range c.Trail {
		fmt.Fprintf(&b, "  %d. %s %s [%s]\n", i+1, q.Question, q.Answer, q.Field)
		if q.Because != "" {
			fmt.Fprintf(&b, "     %s\n", q.Because)
		}
	}
	return b.String()
}

// Classify finds the category of a stream by the ordered questions of the framework.
// It fails, with [apm.Problems], only on an unknown edition and on streams that
// [Stream.Validate] refuses; for every other stream there is a category, or the
// category is undetermined and the classification names the missing field.
//
// The questions: Does the payment replace payment for services, or is it added to it?
// Added money that no result conditions is 2A; conditioned on reporting 2B, on
// performance 2C. A replacement that is fixed for people in advance and leaves the
// provider liable is of family 4. Where cost is compared to a target and money follows
// the difference, the stream is of family 3. Without a link to quality both are N. What
// is left is fee for service: 2C, 2B or 1.
func Classify(s Stream, e Edition) (Classification, error) {
	var problems apm.Problems
	check := problems.Check()
	if !e.known() {
		check.In("edition").Problemf("%s", e.problem())
	}
	s.validate(check)
	if problems != nil {
		return Classification{}, problems
	}
	k := classifier{s: s}
	k.Edition = e
	k.run()
	return k.Classification, nil
}

type classifier struct {
	Classification
	s Stream
}

// ask adds a question to the trail.
func (k *classifier) ask(question, answer, field, because string, excludes ...Category) {
	k.Trail = append(k.Trail, Question{Question: question, Answer: answer, Field: field, Because: because, Excludes: excludes})
}

// lacks ends the classification for want of a field.
func (k *classifier) lacks(question, field string) {
	k.Category, k.Missing = Undetermined, field
	k.ask(question, "unknown", field, "undetermined: "+field+" is missing, and what it would decide is not guessed")
}

const (
	askRole     = "Does the payment replace payment for services, or is it added to it?"
	askResults  = "Is the added money conditioned on results?"
	askPurpose  = "What is the added money for?"
	askPerson   = "Is it fixed for people in advance, not triggered by services?"
	askLiable   = "Does the provider remain liable for the cost of the care?"
	askTarget   = "Is cost compared to a target, with money following the difference?"
	askLink     = "Is any of the money linked to quality?"
	askDownside = "Does the provider owe or absorb a part when spending exceeds the target?"
	askScope    = "How much of the care does the payment cover?"
	askArms     = "Are payer and provider arms of one integrated organisation?"
	askChanged  = "Does quality change the payment for services?"
	askPenalty  = "Does quality only reward, or also penalise?"
)

func (k *classifier) run() {
	switch k.s.Role {
	case "":
		k.lacks(askRole, "role")
	case Added:
		k.added()
	case Replaces:
		k.replaces()
	default:
		k.ask(askRole, "neither: it pays for services", "role",
			"not family 4: nothing takes the place of payment for services", Category4A, Category4B, Category4C, Category4N)
		if k.s.Basis == "" {
			k.lacks(askTarget, "basis")
			return
		}
		k.compared()
	}
}

func (k *classifier) added() {
	k.ask(askRole, "it is added", "role", "not family 4: money that is added replaces no payment for services",
		Category4A, Category4B, Category4C, Category4N)
	switch k.s.Basis {
	case "":
		k.lacks(askTarget, "basis")
		return
	case Target, Episode: // savings paid on top, or losses owed
		k.compared()
		return
	}
	switch k.s.Quality {
	case "":
		k.lacks(askResults, "quality")
	case Reporting:
		k.Category = Category2B
		k.ask(askResults, "on reporting", "quality", "2B, not 2A: money that is paid for reporting is conditioned; not 2C: results do not matter",
			Category2A, Category2C)
	case Performance:
		k.ask(askResults, "on performance", "quality", "2C, not 2A: money that quality decides is conditioned; not 2B: reporting alone is not enough",
			Category2A, Category2B)
		k.performance()
	default:
		k.ask(askResults, k.noLink(), "quality", "neither 2B nor 2C: no quality result conditions it", Category2B, Category2C)
		k.purpose()
	}
}

func (k *classifier) purpose() {
	switch k.s.Purpose {
	case "":
		k.lacks(askPurpose, "purpose")
	case Infrastructure:
		k.Category = Category2A
		k.ask(askPurpose, "infrastructure and operations", "purpose", "2A, not 1: it invests in what improves care", Category1)
	default:
		k.Category = Category1
		k.ask(askPurpose, "care", "purpose", "1, not 2A: it is a higher price for services, tied to nothing", Category2A)
	}
}

func (k *classifier) replaces() {
	k.ask(askRole, "it replaces payment for services", "role", "not 2A: nothing is added", Category2A)
	switch k.s.Basis {
	case "":
		k.lacks(askPerson, "basis")
		return
	case PerPerson:
	default:
		k.ask(askPerson, "no: it follows "+map[Basis]string{Episode: "an episode", Target: "services against a target", Lump: "neither people nor services"}[k.s.Basis],
			"basis", "not family 4: the payment is not per person over time", Category4A, Category4B, Category4C, Category4N)
		k.compared()
		return
	}
	switch k.s.Timing {
	case "":
		k.lacks(askPerson, "timing")
		return
	case Retrospective:
		k.ask(askPerson, "no: it is fixed after the care", "timing", "not family 4: a budget that is settled afterwards is a target",
			Category4A, Category4B, Category4C, Category4N)
		k.compared()
		return
	}
	k.ask(askPerson, "yes", "timing", "")
	bears, known, field := k.s.Downside.bears()
	switch field = "downside." + field; {
	case !known:
		k.lacks(askLiable, field)
	case !bears:
		k.ask(askLiable, "no: nothing remains at its risk", field, "not family 4: what is refunded in full is no liability",
			Category4A, Category4B, Category4C, Category4N)
		k.compared()
	default:
		k.ask(askLiable, "yes", field, "not family 3: the payment itself is at risk", Category3A, Category3B, Category3N)
		k.population()
	}
}

func (k *classifier) population() {
	if !k.link(Category4N, Category4A, Category4B, Category4C) {
		return
	}
	switch k.s.Scope {
	case "":
		k.lacks(askScope, "scope")
		return
	case Comprehensive:
	default:
		k.Category = Category4A
		k.ask(askScope, map[Scope]string{ServiceLine: "a service line", Condition: "a condition or specialty"}[k.s.Scope], "scope",
			"4A, not 4B: most of the care is paid otherwise", Category4B, Category4C)
		return
	}
	k.ask(askScope, "all or nearly all", "scope", "not 4A: the payment is comprehensive", Category4A)
	switch {
	case k.Edition == Edition2016:
		k.Category = Category4B
	case k.s.Integrated == "":
		k.lacks(askArms, "integrated")
	case k.s.Integrated == Yes:
		k.Category = Category4C
		k.ask(askArms, "yes", "integrated", "4C, not 4B: finance and delivery are integrated", Category4B)
	default:
		k.Category = Category4B
		k.ask(askArms, "no", "integrated", "4B, not 4C: payer and provider are separate", Category4C)
	}
}

// link asks for a link to quality and settles on the N category without one.
func (k *classifier) link(without Category, with ...Category) bool {
	switch {
	case k.s.Quality == "":
		k.lacks(askLink, "quality")
		return false
	case !k.s.Quality.linked():
		k.Category = without
		k.ask(askLink, k.noLink(), "quality", fmt.Sprintf("%s, not %s: without a link to quality there is no progress credit", without, list(with)), with...)
		return false
	}
	k.ask(askLink, "yes, on "+string(k.s.Quality), "quality", fmt.Sprintf("not %s: quality changes the money", without), without)
	return true
}

func (k *classifier) noLink() string {
	if k.s.Quality == Utilization {
		return "no, on use of services alone"
	}
	return "no"
}

// compared asks whether money follows a difference of cost, and is also where a
// replacement without liability falls through to.
func (k *classifier) compared() {
	if k.s.Basis == PerService || k.s.Basis == Lump {
		k.ask(askTarget, "no", "basis", "not family 3: there is no cost target", Category3A, Category3B, Category3N)
		k.services()
		return
	}
	up, upKnown, upField := k.s.Upside.bears()
	down, downKnown, downField := k.s.Downside.bears()
	upField, downField = "upside."+upField, "downside."+downField
	switch {
	case down:
		k.ask(askTarget, "yes", downField, "not family 1 or 2: the provider bears a part of the difference", family12()...)
	case up:
		k.ask(askTarget, "yes", upField, "not family 1 or 2: the provider keeps a part of the difference", family12()...)
	case !downKnown:
		k.lacks(askTarget, downField)
		return
	case !upKnown:
		k.lacks(askTarget, upField)
		return
	default:
		k.ask(askTarget, "no: nothing of the difference reaches the provider", upField, "not family 3: a comparison that moves no money is none",
			Category3A, Category3B, Category3N)
		k.services()
		return
	}
	if !k.link(Category3N, Category3A, Category3B) {
		return
	}
	switch {
	case !downKnown:
		k.lacks(askDownside, downField)
	case down:
		k.Category = Category3B
		k.ask(askDownside, "yes", downField, "3B, not 3A: the provider bears a part of the losses", Category3A)
	default:
		k.Category = Category3A
		k.ask(askDownside, "no", downField, "3A, not 3B: the provider owes nothing when spending exceeds the target", Category3B)
	}
}

func family12() []Category {
	return []Category{Category1, Category2A, Category2B, Category2C, Category2D}
}

func (k *classifier) services() {
	switch k.s.Quality {
	case "":
		k.lacks(askChanged, "quality")
	case Performance:
		k.ask(askChanged, "yes, on performance", "quality", "2C, not 1: the payment depends on quality; not 2B: reporting alone is not enough",
			Category1, Category2B)
		k.performance()
	case Reporting:
		k.Category = Category2B
		k.ask(askChanged, "yes, on reporting", "quality", "2B, not 1: the payment depends on reporting; not 2C: results do not matter",
			Category1, Category2C)
	default:
		k.Category = Category1
		k.ask(askChanged, k.noLink(), "quality", "1, not 2B or 2C: no quality result changes the payment", Category2B, Category2C)
	}
}

// performance is 2C, or 2D for penalties in the 2016 edition.
func (k *classifier) performance() {
	switch {
	case k.Edition == Edition2017:
		k.Category = Category2C
	case k.s.Incentive == "":
		k.lacks(askPenalty, "incentive")
	case k.s.Incentive == Reward:
		k.Category = Category2C
		k.ask(askPenalty, "it only rewards", "incentive", "2C, not 2D: there are no penalties", Category2D)
	default:
		k.Category = Category2D
		k.ask(askPenalty, "it penalises", "incentive", "2D, not 2C: there are penalties", Category2C)
	}
}
