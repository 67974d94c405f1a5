/* SPDX-License-Identifier: Apache-2.0 */
#include "run/metrics_put.h"

#define PREFIX "netcap_"

static void
begin(struct textbuf *to, const char *name, const char *help, const char *kind)
{
    text_string(to, "# HELP " PREFIX);
    text_string(to, name);
    text_char(to, ' ');
    text_string(to, help);
    text_string(to, "\n# TYPE " PREFIX);
    text_string(to, name);
    text_char(to, ' ');
    text_string(to, kind);
    text_char(to, '\n');
}

void
metrics_counters(struct textbuf *to, const char *name, const char *help)
{
    begin(to, name, help, "counter");
}

void
metrics_gauges(struct textbuf *to, const char *name, const char *help)
{
    begin(to, name, help, "gauge");
}

/* Names are plugins' and the user's: nothing in them ends the text or the line. */
static void
put_value(struct textbuf *to, const char *value)
{
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;

        if (c == '"' || c == '\\')
            text_char(to, '\\');
        text_char(to, c < ' ' || c > '~' ? '?' : (char)c);
    }
}

static void
put_name(struct textbuf *to, const char *name, const struct metric_labels *labels)
{
    size_t n = 0;

    text_string(to, PREFIX);
    text_string(to, name);
    for (; n < sizeof labels->of / sizeof *labels->of && labels->of[n].name; n++) {
        text_string(to, n ? "," : "{");
        text_string(to, labels->of[n].name);
        text_string(to, "=\"");
        put_value(to, labels->of[n].value);
        text_char(to, '"');
    }
    text_string(to, n ? "} " : " ");
}

void
metric(struct textbuf *to, const char *name, struct metric_labels labels, uint64_t value)
{
    put_name(to, name, &labels);
    text_unsigned(to, value);
    text_char(to, '\n');
}

void
metric_seconds(struct textbuf *to, const char *name, double value)
{
    put_name(to, name, &(struct metric_labels){ 0 });
    text_decimal(to, value);
    text_char(to, '\n');
}
