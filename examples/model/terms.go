package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/seed-6807d414/apm/spend"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// terms are everything that a run of the program computes by, beside the method of
// attribution. Each part is the plain data of its room, and is read as strictly.
type terms struct {
	Name      string          `json:"name"`
	Scopes    []scope         `json:"scopes"`
	Benchmark benchmark.Terms `json:"benchmark"`
	// Measures says how the results that Quality scores are counted from claims.
	Measures  []claimsMeasure `json:"measures"`
	Quality   quality.Terms   `json:"quality"`
	Proposals []proposal      `json:"proposals"`
	// Together names the proposals that are also settled on the same members, by the order
	// in which they claim savings.
	Together *reconcile.OverlapTerms `json:"together,omitempty"`
}

// proposal is one arrangement. Exactly one of Fee, Settlement and Episode is set.
type proposal struct {
	Name string `json:"name"`
	// Scope names the spending that the proposal is about.
	Scope string `json:"scope"`
	// Fee pays an amount per member per month.
	Fee *pmpm.Terms `json:"fee,omitempty"`
	// Settlement shares savings and losses against the benchmark of the scope.
	Settlement *tcoc.Plan `json:"settlement,omitempty"`
	// Episode settles one clinical event against its price.
	Episode *episodeTerms `json:"episode,omitempty"`
	// Advance is dollars per member per month that are paid ahead and held against the
	// final settlement.
	Advance decimal.NullDecimal `json:"advance,omitzero"`
}

// object splits a JSON object into its fields; a key that stands twice, or is none of
// those known, is refused.
func object(data []byte, path string, known ...string) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(fmt.Errorf("%s: want an object", at(path, "")), err)
	}
	fields := make(map[string]json.RawMessage)
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at(path, ""), err)
		}
		key, _ := token.(string) // what stands there in an object
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("%s: unknown field (known: %s)", at(path, key), strings.Join(known, ", "))
		}
		if fields[key] != nil {
			return nil, fmt.Errorf("%s: stands twice", at(path, key))
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, fmt.Errorf("%s: %w", at(path, key), err)
		}
		fields[key] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("%s: %w", at(path, ""), err)
	}
	if d.More() {
		return nil, fmt.Errorf("%s: more than one object", at(path, ""))
	}
	return fields, nil
}

func at(path, field string) string {
	switch {
	case path == "" && field == "":
		return "terms"
	case path == "" || field == "" || field[0] == '[':
		return path + field
	}
	return path + "." + field
}

// under puts the path of a part before the paths of its problems.
func under(path string, err error) error {
	if err == nil {
		return nil
	}
	if l, ok := err.(*located); ok {
		return &located{at(path, l.path), l.err}
	}
	var problems apm.Problems
	if !errors.As(err, &problems) {
		return &located{path, err}
	}
	moved := slices.Clone(problems)
	for i := range moved {
		moved[i].Path = at(path, moved[i].Path)
	}
	return moved
}

// located is an error of a part that is no list of problems.
type located struct {
	path string
	err  error
}

func (l *located) Error() string {
	text := l.err.Error()
	if strings.HasPrefix(text, "[") {
		return l.path + text
	}
	return l.path + ": " + text
}

func (l *located) Unwrap() error { return l.err }

// plain decodes what no room has a decoder for, strictly.
func plain(data []byte, v any) error { return apm.Kinds[apm.Kinder]{}.Decode(data, v) }

// list splits a JSON list.
func list(data []byte, path string) ([]json.RawMessage, error) {
	if data == nil {
		return nil, nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(data, &items); err != nil {
		return nil, fmt.Errorf("%s: want a list", path)
	}
	return items, nil
}

// decodeTerms reads terms. A part that is not there is that of the built-in terms t.
func decodeTerms(data []byte, t terms) (terms, error) {
	fields, err := object(data, "", "name", "scopes", "benchmark", "measures", "quality", "proposals", "together")
	if err != nil {
		return t, err
	}
	decode := func(field string, read func([]byte) error) {
		if raw := fields[field]; raw != nil && err == nil {
			err = under(field, read(raw))
		}
	}
	decode("name", func(b []byte) error { return plain(b, &t.Name) })
	decode("benchmark", func(b []byte) (err error) { t.Benchmark, err = benchmark.Decode(b, benchmark.Kinds()); return err })
	decode("measures", func(b []byte) error { t.Measures = nil; return plain(b, &t.Measures) })
	decode("quality", func(b []byte) (err error) { t.Quality, err = quality.Decode(b); return err })
	if err != nil {
		return t, err
	}
	if fields["scopes"] != nil {
		if t.Scopes, err = decodeScopes(fields["scopes"]); err != nil {
			return t, err
		}
	}
	if fields["proposals"] != nil {
		t.Together = nil // the built-in one names built-in proposals
		if t.Proposals, err = decodeProposals(fields["proposals"]); err != nil {
			return t, err
		}
	}
	decode("together", func(b []byte) error {
		together, err := reconcile.Decode[reconcile.OverlapTerms](b)
		t.Together = &together
		return err
	})
	return t, err
}

func decodeScopes(data []byte) ([]scope, error) {
	items, err := list(data, "scopes")
	if err != nil {
		return nil, err
	}
	scopes := make([]scope, len(items))
	for i, item := range items {
		path, s := fmt.Sprintf("scopes[%d]", i), &scopes[i]
		fields, err := object(item, path, "name", "care", "services", "outliers")
		if err != nil {
			return nil, err
		}
		if err := under(at(path, "name"), plain(or(fields["name"], `""`), &s.Name)); err != nil {
			return nil, err
		}
		if err := under(at(path, "care"), plain(or(fields["care"], `""`), &s.Care)); err != nil {
			return nil, err
		}
		if s.Services, err = spend.Decode(or(fields["services"], "{}")); err != nil {
			return nil, under(at(path, "services"), err)
		}
		if s.Outliers, err = spend.DecodeAdjustments(or(fields["outliers"], "[]"), spend.Kinds()); err != nil {
			return nil, under(at(path, "outliers"), err)
		}
	}
	return scopes, nil
}

func decodeProposals(data []byte) ([]proposal, error) {
	items, err := list(data, "proposals")
	if err != nil {
		return nil, err
	}
	proposals := make([]proposal, len(items))
	for i, item := range items {
		if err := proposals[i].decode(item, fmt.Sprintf("proposals[%d]", i)); err != nil {
			return nil, err
		}
	}
	return proposals, nil
}

func (p *proposal) decode(data []byte, path string) error {
	fields, err := object(data, path, "name", "scope", "fee", "settlement", "episode", "advance")
	if err != nil {
		return err
	}
	if err := under(at(path, "name"), plain(or(fields["name"], `""`), &p.Name)); err != nil {
		return err
	}
	if err := under(at(path, "scope"), plain(or(fields["scope"], `""`), &p.Scope)); err != nil {
		return err
	}
	if raw := fields["advance"]; raw != nil {
		if err := under(at(path, "advance"), plain(raw, &p.Advance)); err != nil {
			return err
		}
	}
	kinds := 0
	if raw := fields["fee"]; raw != nil {
		kinds++
		fee, err := pmpm.Decode(raw, pmpm.Kinds())
		if err != nil {
			return under(at(path, "fee"), err)
		}
		p.Fee = &fee
	}
	if raw := fields["settlement"]; raw != nil {
		kinds++
		plan, err := tcoc.Decode(raw, tcoc.Kinds())
		if err != nil {
			return under(at(path, "settlement"), err)
		}
		p.Settlement = &plan
	}
	if raw := fields["episode"]; raw != nil {
		kinds++
		episode, err := decodeEpisode(raw, at(path, "episode"))
		if err != nil {
			return err
		}
		p.Episode = &episode
	}
	if kinds != 1 {
		return fmt.Errorf("%s: a proposal is exactly one of fee, settlement and episode, not %d of them", path, kinds)
	}
	return nil
}

func or(raw json.RawMessage, otherwise string) []byte {
	if raw == nil {
		return []byte(otherwise)
	}
	return raw
}
