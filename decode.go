package apm

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// maxDepth is how deep JSON may be nested: deeper than any terms, and far from
// the end of the stack.
const maxDepth = 100

// node is a JSON value with the order and the repetition of its keys kept.
type node struct {
	token  json.Token // the value of a leaf; json.Delim('{') or ('[') otherwise
	fields []field
	items  []node
}

type field struct {
	name  string
	value node
}

// parseJSON reads one JSON value. Syntax errors end it; repeated keys go to the
// check.
func parseJSON(data []byte, c Check) (node, error) {
	if !utf8.Valid(data) {
		line, column := position(data, firstInvalid(data))
		return node{}, fmt.Errorf("line %d, column %d: not UTF-8", line, column)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	tree, err := parseValue(dec, c, 0)
	if err == nil {
		if _, end := dec.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("text after the value")
		}
	}
	if err != nil {
		line, column := position(data, dec.InputOffset())
		return node{}, fmt.Errorf("line %d, column %d: %w", line, column, err)
	}
	return tree, nil
}

// firstInvalid is where the first byte that is not UTF-8 stands.
func firstInvalid(data []byte) int64 {
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return int64(at)
}

func position(data []byte, offset int64) (line, column int) {
	read := data[:min(int(offset), len(data))]
	return bytes.Count(read, []byte("\n")) + 1, len(read) - bytes.LastIndexByte(read, '\n')
}

func parseValue(dec *json.Decoder, c Check, depth int) (node, error) {
	token, err := dec.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return node{}, err
	}
	n := node{token: token}
	delim, composite := token.(json.Delim)
	if !composite {
		return n, nil
	}
	if depth >= maxDepth {
		return node{}, fmt.Errorf("nested deeper than %d levels", maxDepth)
	}
	seen := make(map[string]bool)
	for dec.More() {
		if delim == '[' {
			item, err := parseValue(dec, c.At(len(n.items)), depth+1)
			if err != nil {
				return node{}, err
			}
			n.items = append(n.items, item)
			continue
		}
		key, err := dec.Token()
		if err != nil {
			return node{}, err
		}
		name, _ := key.(string) // the decoder has seen to it that a key is a string
		at := c.In(name)
		if seen[name] {
			at.Problemf("the key stands twice")
		}
		seen[name] = true
		value, err := parseValue(dec, at, depth+1)
		if err != nil {
			return node{}, err
		}
		n.fields = append(n.fields, field{name, value})
	}
	_, err = dec.Token() // the closing bracket
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// what names the JSON type of a node, for messages.
func (n node) what() string {
	switch t := n.token.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case string:
		return "a text"
	case json.Number:
		return "a number"
	case json.Delim:
		if t == '{' {
			return "an object"
		}
	}
	return "a list"
}

func (n node) isObject() bool { return n.token == json.Delim('{') }
func (n node) isList() bool   { return n.token == json.Delim('[') }

// decoder fills Go values from a tree.
type decoder struct {
	of     reflect.Type // the interface whose types are known by kind
	types  map[string]reflect.Type
	names  func() []string
	places map[reflect.Type]map[string][]int // see fieldPlaces
}

var (
	decimalType     = reflect.TypeFor[decimal.Decimal]()
	centsType       = reflect.TypeFor[Cents]()
	nullDecimalType = reflect.TypeFor[decimal.NullDecimal]()
)

func (d decoder) value(n node, v reflect.Value, c Check) {
	switch v.Type() {
	case decimalType:
		v.Set(reflect.ValueOf(number(n, c)))
		return
	case nullDecimalType:
		if n.token != nil {
			v.Set(reflect.ValueOf(decimal.NewNullDecimal(number(n, c))))
		}
		return
	case d.of:
		d.kind(n, v, c)
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		d.text(n, u, c)
		return
	}
	kind := v.Kind()
	if kind == reflect.Struct || kind == reflect.Slice || kind == reflect.Map {
		if _, own := v.Addr().Interface().(json.Unmarshaler); own {
			c.Problemf("the type %s reads its own JSON, so its fields cannot be checked", v.Type())
			return
		}
	}
	switch kind {
	case reflect.Pointer:
		if n.token != nil {
			target := reflect.New(v.Type().Elem())
			d.value(n, target.Elem(), c)
			v.Set(target)
		}
	case reflect.Struct:
		d.object(n, v, c)
	case reflect.Slice:
		if n.token == nil {
			return
		}
		if !n.isList() {
			c.Problemf("want a list, not %s", n.what())
			return
		}
		list := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
		for i, item := range n.items {
			d.value(item, list.Index(i), c.At(i))
		}
		v.Set(list)
	case reflect.Map:
		d.mapping(n, v, c)
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		d.plain(n, v, c)
	default:
		c.Problemf("the type %s cannot be read from JSON", v.Type())
	}
}

// number reads a decimal from a JSON number or text.
func number(n node, c Check) decimal.Decimal {
	var text string
	switch t := n.token.(type) {
	case json.Number:
		text = t.String()
	case string:
		text = t
	default:
		c.Problemf("want a number, not %s", n.what())
		return decimal.Decimal{}
	}
	value, err := ParseDecimal(text)
	if err != nil {
		c.Problemf("%v", err)
	}
	return value
}

func (d decoder) text(n node, u encoding.TextUnmarshaler, c Check) {
	text, ok := n.token.(string)
	want := "a text"
	if _, readsNumbers := u.(json.Unmarshaler); readsNumbers && !ok {
		want = "a text or a number"
		var num json.Number
		num, ok = n.token.(json.Number)
		text = num.String()
	}
	if !ok {
		c.Problemf("want %s, not %s", want, n.what())
		return
	}
	if err := u.UnmarshalText([]byte(text)); err != nil {
		c.Problemf("%v", err)
	}
}

// plain reads a string, a boolean or a whole number.
func (d decoder) plain(n node, v reflect.Value, c Check) {
	raw, err := json.Marshal(n.token)
	if err == nil && n.token != nil && !n.isObject() && !n.isList() {
		err = json.Unmarshal(raw, v.Addr().Interface())
	} else {
		err = errors.New("")
	}
	if err != nil {
		wants := map[reflect.Kind]string{reflect.String: "a text", reflect.Bool: "true or false"}
		want := wants[v.Kind()]
		if want == "" {
			want = "a whole number in the range of " + v.Kind().String()
		}
		c.Problemf("want %s, not %s", want, n.what())
	}
}

// object reads the fields of a struct, those of embedded structs among them.
func (d decoder) object(n node, v reflect.Value, c Check) {
	if !n.isObject() {
		c.Problemf("want an object, not %s", n.what())
		return
	}
	places, cached := d.places[v.Type()]
	if !cached {
		places = fieldPlaces(v.Type())
		d.places[v.Type()] = places
	}
	for _, f := range n.fields {
		at := c.In(f.name)
		path, known := places[f.name]
		if !known {
			unknownField(f.name, slices.Sorted(maps.Keys(places)), at)
			continue
		}
		if place, ok := reach(v, path); ok {
			d.value(f.value, place, at)
		} else {
			at.Problemf("the field lies behind an embedded pointer that cannot be set")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(places)) {
		given := slices.ContainsFunc(n.fields, func(f field) bool { return strings.EqualFold(f.name, name) }) // another case is told already
		if !given && neededNumber(v.Type().FieldByIndex(places[name])) {
			c.In(name).Problemf("the number is missing")
		}
	}
}

// neededNumber says whether a field is a decimal or cents that are always written: where it is
// not there it was forgotten, and must not be read as zero.
func neededNumber(f reflect.StructField) bool {
	_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return (f.Type == decimalType || f.Type == centsType) && !strings.Contains(options, "omit")
}

func unknownField(name string, known []string, c Check) {
	for _, k := range known {
		if strings.EqualFold(k, name) {
			c.Problemf("the key differs from %q only in case", k)
			return
		}
	}
	c.Problemf("unknown field (known: %s)", strings.Join(known, ", "))
}

func (d decoder) mapping(n node, v reflect.Value, c Check) {
	switch {
	case n.token == nil:
		return
	case !n.isObject():
		c.Problemf("want an object, not %s", n.what())
		return
	}
	m := reflect.MakeMapWithSize(v.Type(), len(n.fields))
	for _, f := range n.fields {
		at := c.In(f.name)
		key := reflect.New(v.Type().Key()).Elem()
		if u, ok := key.Addr().Interface().(encoding.TextUnmarshaler); ok {
			if err := u.UnmarshalText([]byte(f.name)); err != nil {
				at.Problemf("the key is %v", err)
				continue
			}
		} else if key.Kind() == reflect.String {
			key.SetString(f.name)
		} else {
			c.Problemf("the type %s cannot be read from JSON", v.Type())
			return
		}
		if m.MapIndex(key).IsValid() {
			at.Problemf("the key stands twice in another spelling")
			continue
		}
		element := reflect.New(v.Type().Elem()).Elem()
		d.value(f.value, element, at)
		m.SetMapIndex(key, element)
	}
	v.Set(m)
}

// kind reads a value of the interface by the name in its "kind".
func (d decoder) kind(n node, v reflect.Value, c Check) {
	if !n.isObject() {
		c.Problemf("want an object with a kind, not %s", n.what())
		return
	}
	name, found := "", false
	rest := node{token: n.token}
	for _, f := range n.fields {
		if f.name != "kind" && strings.EqualFold(f.name, "kind") {
			unknownField(f.name, []string{"kind"}, c.In(f.name))
			continue
		}
		if f.name != "kind" {
			rest.fields = append(rest.fields, f)
			continue
		}
		name, found = f.value.token.(string)
	}
	if !found {
		c.Problemf(`needs a "kind" (known: %s)`, strings.Join(d.names(), ", "))
		return
	}
	t, known := d.types[name]
	if !known {
		c.Problemf("unknown rule %q (known: %s)", name, strings.Join(d.names(), ", "))
		return
	}
	element := t
	if t.Kind() == reflect.Pointer {
		element = t.Elem()
	}
	target := reflect.New(element)
	d.value(rest, target.Elem(), c)
	if t.Kind() == reflect.Pointer {
		v.Set(target)
	} else {
		v.Set(target.Elem())
	}
}
