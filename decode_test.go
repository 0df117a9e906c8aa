package apm_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// shape is an interface of the test, as Rule is one of a room.
type shape interface {
	apm.Kinder
	sides() int
}

type shapes []shape

func (s shapes) MarshalJSON() ([]byte, error) {
	parts := make([]json.RawMessage, len(s))
	for i, one := range s {
		var err error
		if parts[i], err = apm.MarshalKind(one); err != nil {
			return nil, err
		}
	}
	return json.Marshal(parts)
}

// square has a field of every type that terms are made of.
type square struct {
	Width  decimal.Decimal     `json:"width,omitzero"`
	Limit  decimal.NullDecimal `json:"limit,omitzero"`
	Price  apm.Cents           `json:"price,omitzero"`
	Since  apm.Date            `json:"since,omitzero"`
	Within apm.Period          `json:"within,omitzero"`
	Name   string              `json:"name,omitempty"`
	Count  int                 `json:"count,omitempty"`
	Small  int8                `json:"small,omitempty"`
	Round  bool                `json:"round,omitempty"`
	Best   *apm.Cents          `json:"best,omitempty"`
	hidden int
}

// box holds shapes at every depth.
type box struct {
	base
	*lid
	Of     shapes               `json:"of"`
	Named  map[string]shapes    `json:"named,omitempty"`
	ByDate map[apm.Date]string  `json:"byDate,omitempty"`
	Either *struct{ Of shapes } `json:"either,omitempty"`
}

type base struct {
	Title string `json:"title,omitempty"`
	Of    string `json:"of"` // hidden by the field of box
}

type lid struct{ Depth int }

type dot struct{} // known by its pointer

func (square) Kind() string { return "square" }
func (box) Kind() string    { return "state.box" }
func (*dot) Kind() string   { return "dot" }
func (s square) sides() int { return 4 + s.hidden }
func (box) sides() int      { return 6 }
func (*dot) sides() int     { return 0 }

func kinds() apm.Kinds[shape] { return apm.Kinds[shape]{}.With(square{}, box{}, &dot{}) }

// Lid is exported, because only an embedded pointer to an exported type can be set.
type Lid struct {
	Depth int `json:"depth"`
}

func TestDecodeRefusals(t *testing.T) {
	nested := func(n int) string { return strings.Repeat(`{"kind":"state.box","of":[`, n) + strings.Repeat(`]}`, n) }
	for _, c := range []struct{ name, data, want string }{
		{"unknown kind", `{"kind":"oval"}`, `unknown rule "oval" (known: dot, square, state.box)`},
		{"unknown kind inside", `{"kind":"state.box","of":[{"kind":"dot"},{"kind":"state.box","named":{"left wing":[{"kind":"oval"}]}}]}`,
			`of[1].named.left wing[0]: unknown rule "oval" (known: dot, square, state.box)`},
		{"kind in another case", `{"kind":"Square"}`, `unknown rule "Square" (known: dot, square, state.box)`},
		{"no kind", `{"width":"1"}`, `needs a "kind" (known: dot, square, state.box)`},
		{"kind of another type", `{"kind":7}`, `needs a "kind" (known: dot, square, state.box)`},
		{"kind twice", `{"kind":"dot","kind":"square"}`, `kind: the key stands twice`},
		{"kind twice in another case", `{"kind":"dot","Kind":"square"}`, `Kind: the key differs from "kind" only in case`},
		{"no object", `[1]`, `want an object with a kind, not a list`},
		{"null", `null`, `want an object with a kind, not null`},
		{"unknown field", `{"kind":"dot","Size":1}`, `Size: unknown field (known: )`},
		{"unknown fields", `{"kind":"square","widht":"1","hidden":1}`,
			"widht: unknown field (known: best, count, limit, name, price, round, since, small, width, within)\n" +
				"hidden: unknown field (known: best, count, limit, name, price, round, since, small, width, within)"},
		{"field in another case", `{"kind":"square","Width":"1"}`, `Width: the key differs from "width" only in case`},
		{"key twice", `{"kind":"square","name":"a","name":"b"}`, `name: the key stands twice`},
		{"key twice by an escape", `{"kind":"square","name":"a","n\u0061me":"a"}`, `name: the key stands twice`},
		{"key twice in a map", `{"kind":"state.box","named":{"a":[],"a":[]}}`, `named.a: the key stands twice`},
		{"no date for a key", `{"kind":"state.box","byDate":{"2023":"x"}}`, `byDate.2023: the key is not a valid date: want a date such as 2006-01-02`},
		{"wrong types", `{"kind":"square","width":true,"limit":{},"price":null,"since":1,"within":[],"name":1,"count":"1","round":0}`,
			"width: want a number, not a boolean\nlimit: want a number, not an object\nprice: want a text or a number, not null\n" +
				"since: want a text, not a number\nwithin: want a text, not a list\nname: want a text, not a number\n" +
				"count: want a whole number in the range of int, not a text\nround: want true or false, not a number"},
		{"nulls", `{"kind":"square","width":null,"name":null}`, "width: want a number, not null\nname: want a text, not null"},
		{"wrong lists", `{"kind":"state.box","of":{},"named":[],"either":3}`,
			"of: want a list, not an object\nnamed: want an object, not a list\neither: want an object, not a number"},
		{"whole numbers", `{"kind":"square","count":1.5,"small":128}`,
			"count: want a whole number in the range of int, not a number\nsmall: want a whole number in the range of int8, not a number"},
		{"huge exponents", `{"kind":"square","width":1e1000000000,"limit":"1e-1000000000","price":1e999}`,
			"width: not a valid number: want a decimal number such as 0.02\nlimit: not a valid number: want a decimal number such as 0.02\n" +
				"price: not a valid amount: want dollars such as 1234.56"},
		{"exponents beyond the plain", `{"kind":"square","width":1e41,"limit":1e-201}`,
			"width: not a valid number: want at most 40 digits before the point and 200 behind it\n" +
				"limit: not a valid number: want at most 40 digits before the point and 200 behind it"},
		{"long number", `{"kind":"square","width":` + strings.Repeat("1", 100_000) + `}`, "width: not a valid number: too long"},
		{"a price beyond the range", `{"kind":"square","price":92233720368547758.08}`, "price: not a valid amount: beyond the range of cents"},
		{"no such day", `{"kind":"square","since":"2023-02-29"}`, "since: not a valid date: no such day in the calendar"},
		{"a period backwards", `{"kind":"square","within":"2023-02-01/2023-01-01"}`, "within: not a valid period: it ends before it starts"},
		{"nested too deep", nested(51), "line 1, column 1302: nested deeper than 100 levels"},
		{"nested far too deep", strings.Repeat("[", 1_000_000), "line 1, column 102: nested deeper than 100 levels"},
		{"trailing text", "{\"kind\":\"dot\"}\n {}", "line 2, column 3: text after the value"},
		{"trailing bracket", `{"kind":"dot"}]`, "line 1, column 15: text after the value"},
		{"nothing", "", "line 1, column 1: unexpected EOF"},
		{"truncated", "{\n  \"kind\": \"square\",\n  \"name\": ", "line 3, column 10: unexpected EOF"},
		{"truncated in a list", "{\"kind\":\"state.box\",\n\"of\":[", "line 2, column 7: unexpected EOF"},
		{"comma before a bracket", "{\"kind\":\"dot\",\n}", "line 2, column 1: invalid character '}' looking for beginning of object key string"},
		{"key without quotes", `{kind:"dot"}`, "line 1, column 2: invalid character 'k'"},
		{"not UTF-8", "{\"kind\":\n\"d\xfft\"}", "line 2, column 3: not UTF-8"},
		{"a byte order mark", "\ufeff{}", "line 1, column 1: invalid character 'ï' looking for beginning of value"},
	} {
		before := shape(square{Name: "untouched"})
		got := before
		err := kinds().Decode([]byte(c.data), &got)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.want)
		}
		if got != before {
			t.Errorf("%s: the target is touched: %v", c.name, got)
		}
	}
	if err := kinds().Decode([]byte(nested(50)), new(shape)); err != nil {
		t.Errorf("100 levels: %v", err)
	}
}

// What the decoder is told about types can be wrong too.
func TestDecodeRefusesTypes(t *testing.T) {
	var none *dot
	for _, c := range []struct {
		name   string
		kinds  apm.Kinds[shape]
		target any
		data   string
		want   string
	}{
		{"nil target", kinds(), nil, `{}`, "decode into <nil>: want a pointer"},
		{"no pointer", kinds(), square{}, `{}`, "decode into apm_test.square: want a pointer"},
		{"nil pointer", kinds(), none, `{}`, "decode into *apm_test.dot: want a pointer"},
		{"two types of one kind", kinds().With(impostor{}), new(shape), `{}`, `two types claim the kind "square"`},
		{"a type and its pointer", kinds().With(&square{}), new(shape), `{}`, `two types claim the kind "square"`},
		{"nil prototype", kinds().With(nil), new(shape), `{}`, "a kind is given by nil, which says no type"},
		{"nil pointer prototype", kinds().With(none), new(shape), `{}`, "a kind is given by nil, which says no type"},
		{"no name", kinds().With(nameless{}), new(shape), `{}`, "the type apm_test.nameless has no kind"},
		{"knows nothing", apm.Kinds[shape]{}, new(shape), `{"kind":"dot"}`, `unknown rule "dot" (known: )`},
		{"a float", kinds(), new(struct{ F float64 }), `{"F":1}`, "F: the type float64 cannot be read from JSON"},
		{"anything", kinds(), new(struct{ F any }), `{"F":1}`, "F: the type interface {} cannot be read from JSON"},
		{"numbered keys", kinds(), new(map[int]string), `{"1":"a"}`, "the type map[int]string cannot be read from JSON"},
		{"own JSON of a struct", kinds(), new(struct{ F ownStruct }), `{"F":{}}`, "F: the type apm_test.ownStruct reads its own JSON, so its fields cannot be checked"},
		{"own JSON of a list", kinds(), new(struct{ F json.RawMessage }), `{"F":[]}`, "F: the type json.RawMessage reads its own JSON, so its fields cannot be checked"},
		{"unexported pointer", kinds(), new(struct{ *lid }), `{"Depth":1}`, "Depth: the field lies behind an embedded pointer that cannot be set"},
		{"a key in two spellings", kinds(), new(map[apm.Cents]int), `{"1.0":1,"1.00":2}`, `"1.00": the key stands twice in another spelling`},
	} {
		if err := c.kinds.Decode([]byte(c.data), c.target); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	if names := fmt.Sprint(kinds().Names(), apm.Kinds[shape]{}.Names()); names != "[dot square state.box] []" {
		t.Errorf("names %s", names)
	}
}

type impostor struct{ square }
type nameless struct{ square }
type ownStruct struct{}

func (nameless) Kind() string                 { return "" }
func (*ownStruct) UnmarshalJSON([]byte) error { return nil }

// Embedded structs are inlined as encoding/json does it: what it writes is read
// back, and what it does not write is unknown.
func TestDecodeInlinesAsJSONDoes(t *testing.T) {
	type Deep struct {
		Name, Inner string
		Tagged      string `json:"tag"`
	}
	type Left struct {
		Clash string
		*Deep
	}
	type Right struct {
		Clash string
		Tag   string `json:"tag"`
	}
	type Text string
	type all struct {
		Left
		Right
		*Lid
		Text
		base   `json:"-"`
		Named  Right `json:"named"`
		Name   string
		Skip   string `json:"-"`
		hidden string
	}
	want := all{Left: Left{Deep: &Deep{Inner: "i"}}, Right: Right{Tag: "t"}, Lid: &Lid{3}, Text: "x",
		Named: Right{Clash: "c"}, Name: "n", hidden: ""}
	written, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got all
	if err := kinds().Decode(written, &got); err != nil {
		t.Fatalf("%s: %v", written, err)
	}
	again, err := json.Marshal(got)
	if err != nil || string(again) != string(written) {
		t.Errorf("%s comes back as %s, %v", written, again, err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(all{}, base{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, name := range []string{"Clash", "Left", "Skip", "hidden", "Lid", "title", "Tagged", "Deep"} {
		if err := kinds().Decode([]byte(`{"`+name+`":"x"}`), new(all)); err == nil || !strings.Contains(err.Error(), "unknown field") {
			t.Errorf("%s: %v", name, err)
		}
	}
	type Loop struct {
		*Lid
		Next *Loop `json:"next"`
	}
	var loop struct{ *Loop }
	_ = kinds().Decode([]byte(`{"next":{"next":null,"depth":4}}`), &loop)
	if loop.Loop == nil || loop.Next == nil || loop.Next.Lid == nil || loop.Next.Depth != 4 {
		t.Errorf("a type that embeds itself: %v", loop)
	}
}

// A decimal or cents that a type always writes must be there; one that it leaves out when
// it is zero may be missing.
func TestDecodeAsksForNumbersThatAreAlwaysWritten(t *testing.T) {
	type priced struct {
		Rate  decimal.Decimal `json:"rate"`
		Price apm.Cents       `json:"price"`
		Extra apm.Cents       `json:"extra,omitzero"`
	}
	for text, want := range map[string]string{
		`{"rate":"0","price":"0.00"}`:         "",
		`{"rate":"0"}`:                        "price: the number is missing",
		`{"price":"1.00","extra":"1.00"}`:     "rate: the number is missing",
		`{"rate":"0","Price":"1.00"}`:         `Price: the key differs from "price" only in case`,
		`{"rate":"0","price":"0.00","add":1}`: "add: unknown field (known: extra, price, rate)",
	} {
		var v priced
		err := apm.Kinds[apm.Kinder]{}.Decode([]byte(text), &v)
		if got := fmt.Sprint(err); got != want && (want != "" || err != nil) {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
