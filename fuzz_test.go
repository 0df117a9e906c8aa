package apm_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
)

// refused says whether an error is a refusal of exactly that text.
func refused(err error, text string) bool {
	var parse *apm.ParseError
	return errors.As(err, &parse) && parse.Value == text
}

func FuzzParseCents(f *testing.F) {
	for _, seed := range []string{"0", "-12.34", "+.5", "5.", "1.2300", "92233720368547758.07", "-92233720368547758.08",
		"92233720368547758.08", "18446744073709551616", "184467440737095516.16", "1e5", "1,000", "$1", "--1", ".", "", "١",
		"0." + strings.Repeat("0", 300) + "1", strings.Repeat("9", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := apm.ParseCents(text)
		if err != nil {
			if !refused(err, text) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if back, err := apm.ParseCents(c.String()); err != nil || back != c {
			t.Fatalf("%q is %s and reads back as %s, %v", text, c, back, err)
		}
		if d, err := apm.ParseDecimal(text); err == nil && !d.Equal(c.Decimal()) {
			t.Fatalf("%q is %s in cents and %s as a number", text, c, d)
		}
		var sum apm.CentsSum
		if err := sum.UnmarshalText([]byte(text)); err == nil && !sum.Decimal().Equal(c.Decimal()) {
			t.Fatalf("%q is %s in cents and %s as a sum", text, c, sum)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2023-01-31", "2000-02-29", "1900-02-29", "0001-01-01", "9999-12-31", "0000-00-00", "2023-13-01",
		"2023-1-1", "+023-01-01", "-001-01-01", "2023-01-01T00:00:00Z", "", "٢023-01-0", "2023\x0001-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := apm.ParseDate(text)
		if err != nil {
			if !refused(err, text) || d != 0 {
				t.Fatalf("%q: %s, %v", text, d, err)
			}
			return
		}
		if d.String() != text || !d.Valid() {
			t.Fatalf("%q prints as %q", text, d)
		}
	})
}

func FuzzParsePeriod(f *testing.F) {
	for _, seed := range []string{"2023-01-01/2023-12-31", "/", "2023-01-01/", "/2023-12-31", "2023-12-31/2023-01-01", "//", "",
		"2023-01-01", "2023-01-01/2023-02-30", "2023-01-01/2023-12-31/", "0001-01-01/9999-12-31"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := apm.ParsePeriod(text)
		if err != nil {
			if !refused(err, text) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if p.String() != text || !p.Valid() {
			t.Fatalf("%q prints as %q", text, p)
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	for _, seed := range []string{"0", "-0.02", "5e-3", "1E+5", ".5", "5.", "1e2000000000", "1e-2000000000", "1e99999999999999999999",
		"0e10000", "1e40", "1e-200", "1e41", "1e-201", "NaN", "Inf", "0x1p-2", "1_000", "\u22125", "--5", ".-5", "e5", "1.5e3.2",
		strings.Repeat("9", 279) + "e-239", "0." + strings.Repeat("0", 250) + "1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := apm.ParseDecimal(text)
		if err != nil {
			if !refused(err, text) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if !apm.Plain(d) {
			t.Fatalf("%q is not plain", text)
		}
		if back, err := apm.ParseDecimal(d.String()); err != nil || !back.Equal(d) {
			t.Fatalf("%q is %s and reads back as %s, %v", text, d, back, err)
		}
		trimmed := apm.Trim(d)
		if trimmed.NumDigits() > apm.SignificantDigits || trimmed.Sign() != d.Sign() {
			t.Fatalf("%s is trimmed to %s", d, trimmed)
		}
		if !d.IsZero() {
			if one, err := apm.Quo(d, d); err != nil || one.String() != "1" {
				t.Fatalf("%s by itself is %s, %v", d, one, err)
			}
		}
	})
}

// FuzzDecode decodes rules. What is accepted is JSON, has no key twice, and reads
// back from what it writes.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"kind":"dot"}`, `{"kind":"square","width":"1.50","limit":0,"price":"-3.10","since":"2024-02-29","within":"2023-01-01/","best":7}`,
		`{"kind":"state.box","title":"t","of":[{"kind":"dot"},{"kind":"state.box","of":[]}],"named":{"a":[{"kind":"dot"}],"A":null},"byDate":{"2023-01-01":"x"},"either":{"Of":null}}`,
		`{"kind":"square","width":1e1000000000}`, `{"kind":"square","width":1e-1000000000,"price":1e999999999}`,
		`{"kind":"square","width":` + strings.Repeat("9", 400) + `}`, `{"kind":"square","kind":"dot"}`, `{"kind":"dot","KIND":"dot"}`,
		`{"kind":"square","name":"a","n\u0061me":"b"}`, `{"kind":"square","name":"\ud800"}`, "{\"kind\":\"d\xff\"}", `{"kind":"dot"}{}`,
		`{"kind":"state.box","of":[1,]}`, `[}`, `{"kind":"state.box","of":[null]}`, `{"kind":"state.box","Depth":1}`, "nul", "", "\ufeff{}",
		strings.Repeat("[", 5000), strings.Repeat(`{"a":`, 5000), strings.Repeat(`{"kind":"state.box","of":[`, 60) + strings.Repeat(`]}`, 60),
		strings.Repeat(`{"kind":"state.box","of":[`, 49) + strings.Repeat(`]}`, 49),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got shape
		err := kinds().Decode(data, &got)
		if err != nil {
			if got != nil || err.Error() == "" {
				t.Fatalf("refused and touched: %v, %v", got, err)
			}
			return
		}
		if !json.Valid(data) {
			t.Fatalf("accepted what is no JSON: %q", data)
		}
		written, err := apm.MarshalKind(got)
		if err != nil {
			t.Fatal(err)
		}
		var back shape
		if err := kinds().Decode(written, &back); err != nil {
			t.Fatalf("%q is written as %s: %v", data, written, err)
		}
		if again, err := apm.MarshalKind(back); err != nil || string(again) != string(written) {
			t.Fatalf("%s is written again as %s, %v", written, again, err)
		}
	})
}
