package main

import (
	"bytes"
	"html/template"
	"image/color"
	"math"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// palette holds colours that differ in print and to colour-blind eyes (Okabe and Ito,
// 2008).
var palette = []color.RGBA{
	{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255}, {86, 180, 233, 255}, {230, 159, 0, 255},
}

func colour(i int) color.RGBA { return palette[i%len(palette)] }

var grey = color.RGBA{170, 170, 170, 255}

// drawn is a number for a chart; nothing is computed from it.
func drawn(d decimal.Decimal) float64 { f, _ := d.Float64(); return f }

func newChart(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.Padding = vg.Points(6)
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Padding = vg.Points(2)
	p.Y.Tick.Marker = plot.TickerFunc(wholeTicks)
	return p
}

// wholeTicks labels the marks of an axis with thousands apart.
func wholeTicks(low, high float64) []plot.Tick {
	ticks := plot.DefaultTicks{}.Ticks(low, high)
	for i := range ticks {
		if ticks[i].Label != "" {
			ticks[i].Label = apm.Figure{Value: decimal.NewFromFloat(ticks[i].Value).Round(2), Unit: apm.Number}.Text()
		}
	}
	return ticks
}

// svg is a chart as inline SVG, with text that the page's own fonts draw.
func svg(p *plot.Plot, width, height vg.Length) (template.HTML, error) {
	canvas := vgsvg.New(width, height)
	p.Draw(draw.New(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return "", err
	}
	_, inner, found := bytes.Cut(b.Bytes(), []byte("<svg"))
	if !found {
		return "", nil
	}
	return template.HTML("<svg role=\"img\"" + string(inner)), nil
}

func percentOf(part, of decimal.Decimal) float64 {
	q, err := apm.Quo(part.Shift(2), of)
	if err != nil {
		return 0
	}
	return drawn(q)
}

// waterfall draws how the benchmark of an organisation came about, rule by rule.
func waterfall(o *organisation, t *target) (template.HTML, error) {
	p := newChart(o.name, "", "dollars per person-year")
	facts := t.frozen.Result.Account.Facts
	if len(facts) == 0 {
		return "", nil
	}
	level := facts[0].Value
	names := []string{"base"}
	bars := [][2]decimal.Decimal{{{}, level}}
	for _, step := range append(t.frozen.Result.Account.Steps, t.final.Account.Steps...) {
		if !step.After.Round(2).Equal(level.Round(2)) { // rules that change nothing are left out
			names, bars = append(names, step.Rule), append(bars, [2]decimal.Decimal{level, step.After})
			level = step.After
		}
	}
	names, bars = append(names, "benchmark"), append(bars, [2]decimal.Decimal{{}, level})
	if spent := t.spent[1].perYear(); spent.Valid {
		names, bars = append(names, "spent"), append(bars, [2]decimal.Decimal{{}, spent.Decimal})
	}
	for i, bar := range bars {
		fill := color.Color(colour(0))
		switch {
		case i == len(bars)-1:
			fill = grey
		case bar[0].IsZero():
		case bar[1].LessThan(bar[0]):
			fill = colour(1)
		default:
			fill = colour(2)
		}
		if err := block(p, float64(i), drawn(bar[0]), drawn(bar[1]), fill); err != nil {
			return "", err
		}
		if err := label(p, float64(i), drawn(decimal.Max(bar[0], bar[1])), rounded(bar[1])); err != nil {
			return "", err
		}
	}
	p.Y.Max *= 1.12
	named(p, names, 8)
	return svg(p, 8*vg.Centimeter, 7*vg.Centimeter)
}

// named puts names along x, with room for the bars at both ends.
func named(p *plot.Plot, names []string, size float64) {
	p.NominalX(names...)
	p.X.Tick.Label.Font.Size = vg.Points(size)
	p.X.Min, p.X.Max, p.Y.Min = -0.6, float64(len(names))-0.4, 0
}

// block draws one bar of a chart with names along x.
func block(p *plot.Plot, x, from, to float64, fill color.Color) error {
	box, err := plotter.NewPolygon(plotter.XYs{{X: x - 0.35, Y: from}, {X: x + 0.35, Y: from}, {X: x + 0.35, Y: to}, {X: x - 0.35, Y: to}})
	if err != nil {
		return err
	}
	box.Color, box.LineStyle.Width = fill, 0
	p.Add(box)
	return nil
}

// label writes above a bar.
func label(p *plot.Plot, x, y float64, words string) error {
	labels, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: x, Y: y}}, Labels: []string{words}})
	if err != nil {
		return err
	}
	labels.TextStyle[0].XAlign, labels.Offset.Y = text.XCenter, vg.Points(3)
	labels.TextStyle[0].Font.Size = vg.Points(8)
	p.Add(labels)
	return nil
}

// measures draws the points of each measure by organisation.
func (m *model) measuresChart() (template.HTML, error) {
	p := newChart("points by measure", "", "points")
	var names []string
	shown := make(map[string]bool)
	for i, measure := range m.terms.Quality.Measures {
		names = append(names, measure.ID)
		for k, o := range m.organisations {
			trail, found := o.outcome.Measure(measure.ID)
			if !found || !trail.Scored {
				continue
			}
			width := 0.8 / float64(len(m.organisations))
			x := float64(i) - 0.4 + (float64(k)+0.5)*width
			points := drawn(trail.Points)
			box, err := plotter.NewPolygon(plotter.XYs{{X: x - width/2, Y: 0}, {X: x + width/2, Y: 0}, {X: x + width/2, Y: points}, {X: x - width/2, Y: points}})
			if err != nil {
				return "", err
			}
			box.Color, box.LineStyle.Width = colour(k), 0
			p.Add(box)
			if !shown[o.name] {
				shown[o.name] = true
				p.Legend.Add(o.name, box)
			}
		}
	}
	p.Legend.Left = false
	p.Y.Max = math.Max(p.Y.Max, 1) * 1.25
	named(p, names, 10)
	return svg(p, 15*vg.Centimeter, 7*vg.Centimeter)
}

// categories draws the dollars of everyone in the file by HCP-LAN category, one bar for
// each proposal.
func categoriesChart(bars []categoryBar) (template.HTML, error) {
	p := newChart("dollars of everyone in the file, by category", "", "dollars")
	seen := make(map[string]bool)
	var names []string
	for i, bar := range bars {
		names = append(names, bar.name)
		bottom := decimal.Decimal{}
		for _, part := range bar.parts {
			top := bottom.Add(part.dollars)
			if err := block(p, float64(i), drawn(bottom), drawn(top), part.colour); err != nil {
				return "", err
			}
			if !seen[part.category] {
				seen[part.category] = true
				key, err := plotter.NewPolygon(plotter.XYs{{}, {}, {}})
				if err != nil {
					return "", err
				}
				key.Color, key.LineStyle.Width = part.colour, 0
				p.Legend.Add("category "+part.category, key)
			}
			bottom = top
		}
	}
	p.Y.Max *= 1.5 // room for the names
	named(p, names, 10)
	return svg(p, 15*vg.Centimeter, 8*vg.Centimeter)
}

type categoryBar struct {
	name  string
	parts []categoryPart
}

type categoryPart struct {
	category string
	dollars  decimal.Decimal
	colour   color.Color
}
