package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/shopspring/decimal"
)

// settings is what -set and -levels tell a preset, with the first setting that cannot be
// used.
type settings struct {
	given   map[string]string
	levels  []episode.Level
	problem error
}

// addSetting reads the word of a -set.
func addSetting(to map[string]string, word string) error {
	name, value, found := strings.Cut(word, "=")
	switch {
	case !found || name == "" || strings.TrimSpace(value) == "":
		return errors.New("want NAME=VALUE")
	case to[name] != "":
		return fmt.Errorf("%s is set already", name)
	}
	to[name] = strings.TrimSpace(value)
	return nil
}

func (s *settings) fail(name, want string) {
	if s.problem == nil {
		s.problem = fmt.Errorf("-set %s: want %s", name, want)
	}
}

// fraction is a setting from 0 to 1, missing where it is not given.
func (s *settings) fraction(name string) (d decimal.NullDecimal) {
	if text := s.given[name]; text != "" {
		value, err := apm.ParseDecimal(text)
		if err != nil || value.IsNegative() || value.GreaterThan(decimal.New(1, 0)) {
			s.fail(name, "a fraction from 0 to 1, such as 0.5")
			return d
		}
		d = decimal.NewNullDecimal(value)
	}
	return d
}

// count is a setting that is a whole number, zero where it is not given.
func (s *settings) count(name string) int {
	text := s.given[name]
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil || n == 0 {
		s.fail(name, "a whole number above zero")
	}
	return int(n)
}

func (s *settings) yes(name string) bool {
	text := s.given[name]
	if text != "" && text != "yes" && text != "no" {
		s.fail(name, "yes or no")
	}
	return text == "yes"
}

func (s *settings) statuses(name string) (out []apm.Status) {
	for _, word := range strings.Fields(s.given[name]) {
		out = append(out, apm.Status(word))
	}
	return out
}

// retrospective is the options of a state's program. What the claims cost is on the basis
// that the setting names; the difference is paid in dollars as they stand, because no model
// of risk comes with the claims.
func (s *settings) retrospective() episode.RetrospectiveOptions {
	o := episode.RetrospectiveOptions{
		Basis: episode.Allowed, Levels: s.levels, Dollars: episode.Adjusted,
		GainShare: s.fraction("gainShare"), LossShare: s.fraction("lossShare"), RewardOnly: s.yes("rewardOnly"),
		MinimumEpisodes: s.count("minimum"), LossLimit: s.limit("lossLimit"),
	}
	if basis := episode.PriceBasis(s.given["basis"]); basis != "" {
		if !slices.Contains([]episode.PriceBasis{episode.Allowed, episode.Paid, episode.Standardised}, basis) {
			s.fail("basis", "allowed, paid or standardised")
		}
		o.Basis = basis
	}
	if statuses := s.statuses("gate"); len(statuses) > 0 {
		o.Gate = &episode.Gate{Statuses: statuses}
	}
	return o
}

// limit is dollars, or a fraction with the figure that it is of.
func (s *settings) limit(name string) *episode.Limit {
	words := strings.Fields(s.given[name])
	if len(words) == 0 {
		return nil
	}
	value, err := apm.ParseDecimal(words[0])
	if err != nil || value.IsNegative() || len(words) > 2 {
		s.fail(name, `dollars, or a fraction and the figure it is of, such as "0.1 revenue"`)
		return nil
	}
	if len(words) == 1 {
		return &episode.Limit{Dollars: decimal.NewNullDecimal(value)}
	}
	if value.GreaterThan(decimal.New(1, 0)) {
		s.fail(name, "a fraction that is at most 1")
	}
	return &episode.Limit{Rate: decimal.NewNullDecimal(value), Of: episode.Basis(words[1])}
}

func (s *settings) team() (episode.TEAMTrack, episode.TEAMOptions) {
	o := episode.TEAMOptions{Order: episode.QualityOrder(s.given["order"]), LowVolume: episode.NettingOrder(s.given["lowVolume"]),
		StraightLine: s.yes("straightLine"), Undiscounted: s.yes("undiscounted")}
	for _, word := range strings.Fields(s.given["hospital"]) {
		is, known := map[string]*bool{"safetyNet": &o.Hospital.SafetyNet, "rural": &o.Hospital.Rural,
			"medicareDependent": &o.Hospital.MedicareDependent, "soleCommunity": &o.Hospital.SoleCommunity}[word]
		if !known {
			s.fail("hospital", "words of safetyNet, rural, medicareDependent and soleCommunity")
			break
		}
		*is = true
	}
	if s.given["track"] == "" {
		s.fail("track", "1, 2 or 3")
	}
	return episode.TEAMTrack(s.count("track")), o
}

func cjrStatuses() []apm.Status {
	return []apm.Status{episode.CJRBelowAcceptable, episode.CJRAcceptable, episode.CJRGood, episode.CJRExcellent}
}

func (s *settings) cjr() episode.CJROptions {
	o := episode.CJROptions{Eligible: s.statuses("eligible"), StopGain: s.fraction("stopGain"), StopLoss: s.fraction("stopLoss")}
	for _, status := range o.Eligible {
		if !slices.Contains(cjrStatuses(), status) {
			s.fail("eligible", "words of belowAcceptable, acceptable, good and excellent")
		}
	}
	if text := s.given["postEpisode"]; text != "" {
		value, err := apm.ParseDecimal(text)
		if err != nil || value.IsNegative() {
			s.fail("postEpisode", "a number of standard deviations, not below zero")
		}
		o.PostEpisodeDeviations = decimal.NewNullDecimal(value)
	}
	return o
}

// readLevels reads the thresholds of categories.
func readLevels(name string) (levels []episode.Level, err error) {
	seen := make(map[string]bool)
	err = claims.ReadRows(name, []string{"category"}, strings.Fields("commendable acceptable gain_limit"), func(r claims.Row) *claims.RowError {
		l := episode.Level{Category: r.Get("category")}
		if l.Category == "" {
			return r.Fail("category", "is empty")
		}
		if seen[l.Category] {
			return r.Fail("category", "the category has levels already")
		}
		seen[l.Category] = true
		below, lower := decimal.Decimal{}, ""
		for _, x := range []struct {
			column string
			to     *decimal.NullDecimal
		}{{"gain_limit", &l.GainLimit}, {"commendable", &l.Commendable}, {"acceptable", &l.Acceptable}} {
			var bad *claims.RowError
			if *x.to, bad = number(r, x.column, false); bad != nil {
				return bad
			}
			if x.to.Valid && x.to.Decimal.LessThan(below) {
				return r.Fail(x.column, "is below "+lower)
			}
			if x.to.Valid {
				below, lower = x.to.Decimal, x.column
			}
		}
		switch {
		case !l.Commendable.Valid && !l.Acceptable.Valid:
			return r.Fail("category", "has neither commendable nor acceptable")
		case l.GainLimit.Valid && !l.Commendable.Valid:
			return r.Fail("gain_limit", "without commendable there are no gains")
		}
		levels = append(levels, l)
		return nil
	})
	if err == nil && len(levels) == 0 {
		err = fmt.Errorf("%s: has no levels", name)
	}
	return levels, err
}

// number is the figure in a column, missing where it is empty.
func number(r claims.Row, column string, signed bool) (d decimal.NullDecimal, bad *claims.RowError) {
	text := r.Get(column)
	if text == "" {
		return d, nil
	}
	value, err := apm.ParseDecimal(text)
	if err != nil {
		return d, r.Fail(column, reason(err))
	}
	if !signed && value.IsNegative() {
		return d, r.Fail(column, "is below zero")
	}
	return decimal.NewNullDecimal(value), nil
}
