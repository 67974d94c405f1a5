/* SPDX-License-Identifier: Apache-2.0 */
#include "run/report_made.h"

#include "run/report_put.h"

#include <string.h>

static void
put_sum(struct textbuf *to, const char *sum, const char *no_sum)
{
    put_text(to, ", ", "sha256", no_sum ? NULL : sum);
    if (no_sum)
        put_text(to, ", ", "no_sha256", no_sum);
}

void
report_input(struct textbuf *to, const struct input *input)
{
    put_text(to, "{", "path", input->path);
    put_number(to, ", ", "bytes", input->size);
    put_moment(to, ", ", "modified",
               &(struct moment){ input->modified.tv_sec, (uint32_t)input->modified.tv_nsec });
}

/* input: NULL for what is no file. */
static void
put_input(struct textbuf *to, const struct input *input, const struct input_note *note)
{
    if (input) {
        report_input(to, input);
    } else {
        put_text(to, "{", "path", note->path);
        put_number(to, ", ", "bytes", note->size);
        put_null(to, ", ", "modified");
    }
    put_sum(to, note->sha256, note->no_sum);
    put_text(to, ", ", "format", note->format);
    put_text(to, ", ", "compression", note->compression);
    put_number(to, ", ", "packets", note->packets);
    put_span(to, ", ", ", ", &note->span);
    put_key(to, ", ", "link_types");
    text_char(to, '[');
    for (size_t i = 0; i < note->n_linktypes; i++) {
        text_string(to, i ? ", " : "");
        text_unsigned(to, note->linktypes[i]);
    }
    text_string(to, "]}");
}

/* Of an interface what the run has of it. */
static void
put_interface(struct textbuf *to, const struct report *r, const struct account *a)
{
    const struct hygiene *h = &a->hygiene;
    struct input_note note = { .path = r->sources[0],
                               .size = a->bytes,
                               .packets = a->packets,
                               .no_sum = "an interface",
                               .span = h->span };

    for (; note.n_linktypes < h->n_linktypes && note.n_linktypes < INPUT_LINKTYPES;
         note.n_linktypes++)
        note.linktypes[note.n_linktypes] = h->linktypes[note.n_linktypes].linktype;
    put_input(to, NULL, &note);
}

static void
put_inputs(struct textbuf *to, const struct report *r, const struct supervisor *s,
           const struct counts *c)
{
    bool live = capture_is_live(s->capture);
    struct input_note note;
    size_t n = 0;

    begin_list(to, ",\n  ", "inputs");
    for (; capture_input_note(s->capture, n, &note); n++) {
        bool is_file = strcmp(note.path, "-") != 0;

        next_item(to, n);
        put_input(to, is_file ? capture_input(s->capture, n) : NULL, &note);
    }
    if (live) {
        next_item(to, n++);
        put_interface(to, r, &c->account);
    }
    end_list(to, n);
}

static void
put_plugins(struct textbuf *to, const struct supervisor *s)
{
    begin_list(to, ",\n  ", "plugins");
    for (size_t i = 0; i < s->catalog->n_plugin; i++) {
        const Catalog__Plugin *p = s->catalog->plugin[i];

        next_item(to, i);
        put_text(to, "{", "plugin", p->name);
        put_text(to, ", ", "file", p->file);
        put_number(to, ", ", "abi", p->abi);
        text_char(to, '}');
    }
    end_list(to, s->catalog->n_plugin);
}

void
report_made(struct textbuf *to, const struct report *r, const struct supervisor *s,
            const struct counts *c)
{
    size_t n = 0;

    text_string(to, s->interrupted ? ",\n  \"interrupted\": true" : ",\n  \"interrupted\": false");
    put_inputs(to, r, s, c);
    while (r->options && r->options[n])
        n++;
    put_texts(to, "options", (const char *const *)r->options, n);
    put_plugins(to, s);
}
