package spend

import (
	"fmt"

	"github.com/seed-6807d414/apm"
)

// Member is one person with everything that the ledger reads of him: the unit of
// work. Spans and lines may stand in any order.
type Member struct {
	ID    string `json:"id"`
	Spans []Span `json:"spans,omitempty"`
	Lines []Line `json:"lines,omitempty"`
}

// Span is a stretch of enrollment, both ends included; an open end goes on beyond
// the ledger.
type Span struct {
	Period apm.Period `json:"period"`
	// Cell is the rate cell or enrollment type of these days. It may be empty where
	// the terms list no cells.
	Cell string `json:"cell,omitempty"`
	// Flags are facts about these days that the cohort rules of the terms may name:
	// "dual", "limited", "partA". A flag that no rule names has no effect.
	Flags []string `json:"flags,omitempty"`
}

// Line is one line of one version of a claim: a service line of a professional
// claim, or a whole facility claim. Amounts are cents of a dollar; reversals are
// negative. A line that paid nothing is a line like any other.
type Line struct {
	// Claim names the claim. All versions of a claim carry the same name: that of the
	// original where the payer gives each version a number of its own.
	Claim string `json:"claim"`
	// Number tells the lines of one version apart.
	Number int32 `json:"number,omitzero"`
	// Version orders the versions of a claim; the first may be 0 or 1, and numbers
	// may be left out.
	Version int32 `json:"version,omitzero"`
	// Action says what the version does to the ones before it.
	Action Action `json:"action,omitzero"`
	// Given says which of Allowed and Repriced the line gives. What is not given is
	// missing, and its field is not read.
	Given AmountSet `json:"given,omitzero"`

	From      apm.Date `json:"from,omitzero"`      // first day of service
	Through   apm.Date `json:"through,omitzero"`   // last day of service, or last expense date
	Admission apm.Date `json:"admission,omitzero"` // of an inpatient stay
	Discharge apm.Date `json:"discharge,omitzero"` // of an inpatient stay
	Paid      apm.Date `json:"paid,omitzero"`      // when the version was paid

	PaidAmount apm.Cents `json:"paidAmount"` // what the payer paid
	Allowed    apm.Cents `json:"allowed,omitzero"`
	Repriced   apm.Cents `json:"repriced,omitzero"` // at the rates that a program compares by
	// PerDiem times Days is the pass-through amount, which a payer owes beside the
	// claim payment.
	PerDiem apm.Cents `json:"perDiem,omitzero"`
	Days    int32     `json:"days,omitzero"` // covered (utilization) days
	// Parts are named amounts inside or beside the paid amount: indirect medical
	// education, sequestration. The terms say what becomes of each.
	Parts []Part `json:"parts,omitempty"`

	Setting      string `json:"setting,omitzero"`      // claim type or place in the payer's own words: "60", "inpatient"
	Code         string `json:"code,omitzero"`         // procedure or drug code
	Diagnosis    string `json:"diagnosis,omitzero"`    // principal or line diagnosis
	Group        string `json:"group,omitzero"`        // diagnosis related group or other grouping
	Place        string `json:"place,omitzero"`        // place of service, facility type
	Specialty    string `json:"specialty,omitzero"`    // of the practitioner
	Practitioner string `json:"practitioner,omitzero"` // who rendered or attended
	Organisation string `json:"organisation,omitzero"` // who was paid
	Denial       string `json:"denial,omitzero"`       // denial code or non-payment reason
	Indicator    string `json:"indicator,omitzero"`    // processing indicator
}

// Action says what a version of a claim does to the versions before it.
type Action uint8

const (
	// Add leaves the earlier versions and adds the line's amounts as they stand: an
	// original, a reversal with negative amounts, the debit or credit of an adjustment.
	Add Action = iota
	// Void takes back all that the earlier versions left. Its own amounts are not
	// read, since payers print them with either sign.
	Void
	// Replace takes back all that the earlier versions left and puts the lines of its
	// own version in their place.
	Replace
)

var actionNames = [...]string{Add: "add", Void: "void", Replace: "replace"}

// String is the name of the action.
func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return fmt.Sprintf("action %d", uint8(a))
}

// MarshalText writes the name of the action; it fails on an action that is none.
func (a Action) MarshalText() ([]byte, error) {
	if int(a) >= len(actionNames) {
		return nil, fmt.Errorf("no action has the number %d", uint8(a))
	}
	return []byte(actionNames[a]), nil
}

// UnmarshalText reads "add", "void" or "replace".
func (a *Action) UnmarshalText(b []byte) error {
	for i, name := range actionNames {
		if name == string(b) {
			*a = Action(i)
			return nil
		}
	}
	return &apm.ParseError{Type: "action", Value: string(b), Reason: "want add, void or replace"}
}

// AmountSet is a set of amounts that a line gives: the sum of members such as
// GivesAllowed | GivesRepriced.
type AmountSet uint8

// The amounts that a line may or may not give. The paid amount is always given.
const (
	GivesAllowed AmountSet = 1 << iota
	GivesRepriced
)

// Part is a named amount inside or beside the paid amount of a line.
type Part struct {
	Name   string    `json:"name"`
	Amount apm.Cents `json:"amount"`
}

// passThrough is per diem times days; beyond the range of cents it is zero and not
// ok.
func (l *Line) passThrough() (amount apm.Cents, ok bool) {
	if l.PerDiem == 0 || l.Days == 0 {
		return 0, true
	}
	amount = l.PerDiem * apm.Cents(l.Days)
	if amount/apm.Cents(l.Days) != l.PerDiem || l.Days == -1 && amount == l.PerDiem {
		return 0, false
	}
	return amount, true
}
