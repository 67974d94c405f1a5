/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "report/figures_json.h"

#include "base/clock.h"
#include "formats/json.h"
#include "report/run_said.h"
#include "report/tables_json.h"
#include "report/times_json.h"
#include "run/report_put.h"

#include <stdlib.h>
#include <string.h>

static void
put_read(struct textbuf *to, const struct figures *figures)
{
    put_key(to, ",", "read");
    put_number(to, "{", "files", figures->files);
    put_number(to, ",", "files_left_out", figures->files_left_out);
    put_number(to, ",", "damaged_left_out", figures->damaged_left_out);
    put_key(to, ",", "damaged");
    for (size_t i = 0; i < figures->n_damaged; i++) {
        put_text(to, i ? ",{" : "[{", "file", figures->damaged[i].file);
        put_text(to, ",", "how", figures->damaged[i].how);
        text_char(to, '}');
    }
    text_string(to, figures->n_damaged ? "]}" : "[]}");
}

static void
put_beside(struct textbuf *to, const struct outline *outline)
{
    const struct outline_section *tree = outline_section(outline, "tree", "");
    char *type;

    put_key(to, ",", "beside");
    text_char(to, '[');
    for (size_t n = 0; tree && (type = outline_part(outline_value(tree, "beside"), n)); n++) {
        text_string(to, n ? "," : "");
        json_string(to, type, strlen(type));
        free(type);
    }
    text_char(to, ']');
}

static void
put_part(struct textbuf *to, const struct histogram_part *part, size_t first, size_t last)
{
    put_text(to, "{", "name", part->name);
    put_number(to, ",", "count", part->count);
    put_key(to, ",", "bins");
    for (size_t bin = first; bin <= last; bin++) {
        text_char(to, bin == first ? '[' : ',');
        text_unsigned(to, part->bins[bin]);
    }
    text_string(to, "]}");
}

/* From the first bin that has any to the last. */
static void
put_bins(struct textbuf *to, const struct histogram *sizes)
{
    size_t first = HISTOGRAM_BINS, last = 0;

    for (size_t i = 0; i < sizes->n_parts; i++)
        for (size_t bin = 0; bin < HISTOGRAM_BINS; bin++)
            if (sizes->parts[i].bins[bin]) {
                first = bin < first ? bin : first;
                last = bin > last ? bin : last;
            }
    put_key(to, ",", "from");
    for (size_t bin = first; bin <= last; bin++) {
        text_char(to, bin == first ? '[' : ',');
        text_unsigned(to, histogram_from(bin));
    }
    text_string(to, first > last ? "[]" : "]");
    put_key(to, ",", "parts");
    text_char(to, '[');
    for (size_t i = 0; i < sizes->n_parts; i++) {
        text_string(to, i ? "," : "");
        put_part(to, &sizes->parts[i], first, last);
    }
    text_char(to, ']');
}

static void
put_histograms(struct textbuf *to, const struct figures *figures)
{
    put_key(to, ",", "histograms");
    text_char(to, '[');
    for (size_t i = 0; i < figures->n_histograms; i++) {
        const struct figure_histogram *one = &figures->histograms[i];

        put_text(to, i ? ",{" : "{", "id", one->section->name);
        put_text(to, ",", "title", outline_value(one->section, "title"));
        put_text(to, ",", "record", outline_value(one->section, "record"));
        put_text(to, ",", "field", outline_value(one->section, "field"));
        put_text(to, ",", "unit", meaning_word(one->unit));
        put_number(to, ",", "count", one->sizes.count);
        put_number(to, ",", "smallest", one->sizes.smallest);
        put_number(to, ",", "largest", one->sizes.largest);
        put_bins(to, &one->sizes);
        text_char(to, '}');
    }
    text_char(to, ']');
}

static void
put_all(struct textbuf *to, struct figures *figures, const char *folder, const struct json *run,
        size_t sets)
{
    put_number(to, "{", "format", 1);
    put_text(to, ",", "program", "netcap " PACKAGE_VERSION);
    put_text(to, ",", "folder", folder);
    put_time(to, ",", "made", clock_date());
    put_number(to, ",", "sets", sets);
    put_text(to, ",", "addresses", json_member(run, "anonymized") ? "pseudonyms" : NULL);
    put_key(to, ",", "run");
    run_said_json(to, sets > 1 ? NULL : run);
    put_read(to, figures);
    times_json(to, figures);
    put_beside(to, &figures->outline);
    tables_json(to, figures);
    put_histograms(to, figures);
    text_string(to, "}\n");
}

/* In JSON it can only stand in texts, where it may be escaped. */
void
figures_json(struct textbuf *to, struct figures *figures, const char *folder,
             const struct json *run, size_t sets)
{
    struct textbuf text = { .fd = -1 };
    size_t plain = 0;

    put_all(&text, figures, folder, run, sets);
    for (size_t at = 0; at < text.used; at++)
        if (text.data[at] == '<') {
            text_bytes(to, text.data + plain, at - plain);
            text_string(to, "\\u003c");
            plain = at + 1;
        }
    text_bytes(to, text.data + plain, text.used - plain);
    textbuf_free(&text);
}
