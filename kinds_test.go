package apm_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-6807d414/apm"
	"pgregory.net/rapid"
)

// anyShape draws a tree of shapes with every field set or left out.
func anyShape(depth int) *rapid.Generator[shape] {
	return rapid.Custom(func(t *rapid.T) shape {
		kind := rapid.IntRange(0, 2).Draw(t, "kind")
		if kind == 2 && depth == 0 {
			kind = 1
		}
		switch kind {
		case 0:
			return &dot{}
		case 1:
			s := square{Width: anyNumber().Draw(t, "width"), Limit: optional(fraction()).Draw(t, "limit"), Price: anyCents().Draw(t, "price"),
				Name: rapid.String().Draw(t, "name"), Count: rapid.Int().Draw(t, "count"), Small: rapid.Int8().Draw(t, "small"), Round: rapid.Bool().Draw(t, "round")}
			if rapid.Bool().Draw(t, "dated") {
				s.Since = anyDate().Draw(t, "since")
				s.Within = apm.Period{From: s.Since}
				s.Best = new(apm.Cents)
				*s.Best = anyCents().Draw(t, "best")
			}
			return s
		}
		inner := rapid.SliceOfN(anyShape(depth-1), 0, 3)
		b := box{Of: inner.Draw(t, "of"), base: base{Title: rapid.StringN(0, 5, -1).Draw(t, "title")}}
		if rapid.Bool().Draw(t, "named") {
			b.Named = make(map[string]shapes)
			for _, name := range rapid.SliceOfNDistinct(rapid.StringN(0, 6, -1), 1, 3, rapid.ID[string]).Draw(t, "names") {
				b.Named[name] = inner.Draw(t, "under the name")
			}
			b.ByDate = map[apm.Date]string{anyDate().Draw(t, "key"): "x"}
		}
		if rapid.Bool().Draw(t, "either") {
			b.Either = &struct{ Of shapes }{inner.Draw(t, "either of")}
		}
		return b
	})
}

// Any tree of rules reads back from its JSON without loss, and writes the same
// JSON again.
func TestKindsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyShape(3).Draw(t, "shape")
		written, err := apm.MarshalKind(want)
		if err != nil {
			t.Fatal(err)
		}
		var got shape
		if err := kinds().Decode(written, &got); err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(square{}, box{}, base{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", written, diff)
		}
		if again, err := apm.MarshalKind(got); err != nil || string(again) != string(written) {
			t.Fatalf("%s is written again as %s, %v", written, again, err)
		}
	})
}

// With makes another set and leaves the first as it was.
func TestKindsAreNeverChanged(t *testing.T) {
	first := apm.Kinds[shape]{}.With(square{})
	second := first.With(&dot{})
	third := first.With(impostor{})
	if err := first.Decode([]byte(`{"kind":"dot"}`), new(shape)); err == nil {
		t.Error("the first set learned a kind")
	}
	if err := second.Decode([]byte(`{"kind":"dot"}`), new(shape)); err != nil {
		t.Error(err)
	}
	if err := third.Decode([]byte(`{"kind":"square"}`), new(shape)); err == nil {
		t.Error("two types share a kind")
	}
	if err := first.With(square{}).Decode([]byte(`{"kind":"square"}`), new(shape)); err != nil {
		t.Errorf("the same type twice: %v", err)
	}
}

// A decoded value replaces the target as a whole; fields that are not in the JSON
// are zero, not left over.
func TestDecodeReplacesTheTarget(t *testing.T) {
	got := square{Name: "old", Count: 3}
	if err := kinds().Decode([]byte(`{"width":2}`), &got); err != nil || got.Name != "" || got.Count != 0 || !got.Width.Equal(dec("2")) {
		t.Errorf("%v, %v", got, err)
	}
}

type (
	kindField struct {
		Mine string `json:"kind"`
	}
	listKind  []int
	failing   struct{}
	emptyKind struct{}
)

func (kindField) Kind() string  { return "field" }
func (listKind) Kind() string   { return "list" }
func (failing) Kind() string    { return "failing" }
func (*emptyKind) Kind() string { return "a \"quoted\" name" }

func (failing) MarshalJSON() ([]byte, error) { return nil, apm.ErrOverflow }

func TestMarshalKind(t *testing.T) {
	var none *square
	for _, c := range []struct {
		value      apm.Kinder
		want, fail string
	}{
		{&emptyKind{}, `{"kind":"a \"quoted\" name"}`, ""},
		{square{Width: dec("1.5"), Price: 200}, `{"kind":"square","width":"1.5","price":"2.00"}`, ""},
		{nil, "", "no value to write"},
		{none, "", "no value to write"},
		{kindField{}, "", "apm_test.kindField has a field of its own named kind"},
		{listKind{1}, "", `apm_test.listKind does not write a JSON object, so its kind "list" has no place`},
		{failing{}, "", "json: error calling MarshalJSON for type apm_test.failing: beyond the range of the type"},
	} {
		got, err := apm.MarshalKind(c.value)
		if string(got) != c.want || (err == nil) != (c.fail == "") || err != nil && err.Error() != c.fail {
			t.Errorf("%T: %s, %v; want %s %s", c.value, got, err, c.want, c.fail)
		}
	}
	if written, err := json.Marshal(shapes{nil}); err == nil {
		t.Errorf("a nil rule is written as %s", written)
	}
}
