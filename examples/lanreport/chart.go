package main

import (
	"bytes"
	"fmt"
	"image/color"
	"slices"

	"github.com/seed-6807d414/apm/lan"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// colours go from grey over blue and green to orange by family, lighter to darker
// within it, so that the bars can be read on paper too. What is not linked to quality
// is of its family's palest shade, with a dashed border.
func colours() map[lan.Category]color.Color {
	rgb := func(hex uint32) color.Color {
		return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
	}
	return map[lan.Category]color.Color{
		lan.Category1:  rgb(0xc9cdd2),
		lan.Category2A: rgb(0xbcd7ee), lan.Category2B: rgb(0x8cbbe0), lan.Category2C: rgb(0x4f90c6), lan.Category2D: rgb(0x3f7cb5),
		lan.Category3N: rgb(0xe3f1dd), lan.Category3A: rgb(0x93cc84), lan.Category3B: rgb(0x3d8f3a),
		lan.Category4N: rgb(0xfdebd7), lan.Category4A: rgb(0xf9bd74), lan.Category4B: rgb(0xee9440), lan.Category4C: rgb(0xcf6f22),
		lan.Undetermined: rgb(0xffffff),
	}
}

// picture is the report as a stacked bar for each line of business, in SVG.
func picture(r lan.Report, title string) ([]byte, error) {
	lines := append(slices.Clone(r.Lines), r.All)
	p := plot.New()
	p.Title.Text, p.Title.Padding = title, vg.Points(12)
	p.Y.Label.Text, p.Y.Label.Padding = "percent of dollars", vg.Points(6)
	p.Y.Min, p.Y.Max = 0, 100
	for style, size := range map[*text.Style]vg.Length{&p.Title.TextStyle: 15, &p.Y.Label.TextStyle: 12, &p.X.Tick.Label: 11, &p.Y.Tick.Label: 11, &p.Legend.TextStyle: 11} {
		style.Font.Variant, style.Font.Size = "Sans", size
	}
	names := make([]string, len(lines))
	for i, s := range lines {
		names[i] = s.Line.String()
	}
	p.NominalX(names...)
	p.Legend.ThumbnailWidth, p.Legend.Padding = vg.Points(14), vg.Points(3)

	grid := plotter.NewGrid()
	grid.Vertical.Color = nil
	p.Add(grid)
	var bars []*plotter.BarChart
	labels := plotter.XYLabels{}
	bottom := make([]float64, len(lines))
	for _, c := range r.All.Categories {
		values := make(plotter.Values, len(lines))
		for i, s := range lines {
			for _, here := range s.Categories {
				if here.Category == c.Category {
					values[i] = here.Share.Shift(2).InexactFloat64() // for the picture only
					if values[i] >= 4 {                              // room for a label
						labels.XYs = append(labels.XYs, plotter.XY{X: float64(i), Y: bottom[i] + values[i]/2})
						labels.Labels = append(labels.Labels, here.Percent.StringFixed(1))
					}
				}
			}
			bottom[i] += values[i]
		}
		bar, err := plotter.NewBarChart(values, vg.Points(58))
		if err != nil {
			return nil, fmt.Errorf("drawing category %s: %w", c.Category, err)
		}
		bar.Color = colours()[c.Category]
		bar.LineStyle.Width, bar.LineStyle.Color = vg.Points(0.5), color.Gray{Y: 90}
		if c.Category == lan.Category3N || c.Category == lan.Category4N || c.Category == lan.Undetermined {
			bar.LineStyle.Dashes = []vg.Length{vg.Points(2), vg.Points(2)}
		}
		if len(bars) > 0 {
			bar.StackOn(bars[len(bars)-1])
		}
		p.Add(bar)
		bars = append(bars, bar)
	}
	for i, c := range slices.Backward(r.All.Categories) { // as they are stacked
		p.Legend.Add(c.Category.String(), bars[i])
	}
	percents, err := plotter.NewLabels(labels)
	if err != nil {
		return nil, err
	}
	for i := range percents.TextStyle {
		percents.TextStyle[i].Font.Variant, percents.TextStyle[i].Font.Size = "Sans", 9
		percents.TextStyle[i].XAlign, percents.TextStyle[i].YAlign = text.XCenter, text.YCenter
	}
	p.Add(percents)
	return svg(p)
}

// svg draws the plot with its legend beside the bars, on white.
func svg(p *plot.Plot) ([]byte, error) {
	const width, height, beside, margin = 10 * vg.Inch, 5.5 * vg.Inch, 1.5 * vg.Inch, 12
	legend := p.Legend
	p.Legend = plot.NewLegend()
	canvas := vgsvg.New(width, height)
	all := draw.New(canvas)
	all.FillPolygon(color.White, all.ClipPolygonXY([]vg.Point{{}, {X: width}, {X: width, Y: height}, {Y: height}}))
	p.Draw(draw.Crop(all, margin, -beside, margin, -margin))
	legend.Left, legend.Top, legend.YOffs = true, true, -40
	legend.Draw(draw.Crop(all, width-beside+8, 0, 0, 0))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return nil, err
	}
	// Browsers and printers without the font of the measurements take one of like widths.
	return bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")), nil
}
