package apm

import "github.com/shopspring/decimal"

// Quality is what the money rooms need to know of quality: a score and a status,
// which are two separate results. Either may be unknown: a score that is not
// there is not a zero.
type Quality struct {
	// Score is a fraction, 0.7661 for 76.61 %. A program that counts (measures
	// met, points earned) may use the count instead, with a ladder over it.
	Score decimal.NullDecimal `json:"score,omitzero"`
	// Status is the outcome against the program's quality standard.
	Status Status `json:"status,omitzero"`
}

// Status is the outcome of a program's quality standard. Programs may add their
// own; the empty status is unknown.
type Status string

// The statuses that most programs share.
const (
	Met         Status = "met"         // the quality performance standard is met
	Alternative Status = "alternative" // only the alternative standard is met (42 CFR 425.512(a)(4)(ii), (a)(5)(ii))
	NotMet      Status = "notMet"      // neither is met
)
