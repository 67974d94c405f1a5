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
    text_char(to, ']');
}

/* Of an interface; of the only one what the run, or the set, has taken over. */
static void
put_interface(struct textbuf *to, const struct counts *c, size_t i)
{
    struct interface_note of = c->interfaces[i];

    if (c->n_interfaces == 1) {
        of.of.span = c->account.hygiene.span;
        of.of.size = c->account.bytes;
        of.of.packets = c->account.packets;
    }
    put_input(to, NULL, &of.of);
    put_number(to, ", ", "received", of.received);
    put_number(to, ", ", "dropped_by_kernel", of.dropped);
    put_number(to, ", ", "dropped_by_interface", of.if_dropped);
    put_number(to, ", ", "unread", of.unread);
    text_char(to, '}');
}

static void
put_inputs(struct textbuf *to, const struct supervisor *s, const struct counts *c)
{
    struct input_note note;
    size_t n = 0;

    begin_list(to, ",\n  ", "inputs");
    for (; capture_input_note(s->capture, n, &note); n++) {
        bool is_file = strcmp(note.path, "-") != 0;

        next_item(to, n);
        put_input(to, is_file ? capture_input(s->capture, n) : NULL, &note);
        text_char(to, '}');
    }
    for (size_t i = 0; i < c->n_interfaces; i++) {
        next_item(to, n++);
        put_interface(to, c, i);
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
    put_inputs(to, s, c);
    while (r->options && r->options[n])
        n++;
    put_texts(to, "options", (const char *const *)r->options, n);
    put_plugins(to, s);
}
