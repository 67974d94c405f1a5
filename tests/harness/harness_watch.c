/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_watch.h"

#include "harness_plugin.h"
#include "harness_store.h"
#include "harness_stream.h"
#include "reassembly/streams_region.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATTERN = 4096, HANDED = 256 };

static struct {
    struct nc_plugin own;
    struct streams *streams;
    uint8_t *bytes; /* good until what the hook made of them is written */
    size_t most_kept, unread[2];
    bool handed_over, anything;
    const char *refused; /* nc_declined, or the reason, which is gone with the call */
    char reason[256];
    size_t n_handed;
    struct handed_on handed[HANDED];
} w;

/* The one there is room for. */
static const struct connection *
connection(void)
{
    return connection_at(w.streams, 1);
}

void
watch_kept(void)
{
    if (connection()->kept_bytes > w.most_kept)
        w.most_kept = connection()->kept_bytes;
}

void
watch_refusal(const char *reason)
{
    if (*w.refused)
        return;
    snprintf(w.reason, sizeof w.reason, "%s", reason);
    w.refused = reason == nc_declined ? reason : w.reason;
}

static struct nc_cursor
exactly(const struct nc_cursor *in)
{
    size_t size = nc_left(in);

    free(w.bytes);
    w.bytes = copy_of(in->pos, size);
    return (struct nc_cursor){ w.bytes, w.bytes, w.bytes + size, NULL };
}

/* As if the hook had worked on the core's cursor. */
static void
give_back(struct nc_cursor *in, const struct nc_cursor *copy)
{
    CU_ASSERT_FATAL(copy->base == w.bytes && copy->pos >= copy->base &&
                    copy->pos <= copy->base + nc_left(in));
    in->pos += copy->pos - copy->base;
    in->failed = copy->failed;
}

/* What is unread the moment the plugin has had enough. */
static void
note_unread(const struct nc_stream *is, const struct nc_cursor *in)
{
    const struct connection *c = connection();
    uint32_t other = is->side == NC_CLIENT ? !c->client : c->client;

    w.unread[is->side] = nc_left(in);
    w.unread[!is->side] = c->side[other].ready;
}

/* What the call hands on, which counts. */
static void
note_handed(const struct nc_packet *pkt)
{
    for (uint32_t i = 0; i < pkt->n_handed; i++) {
        const struct nc_handed *from = &pkt->handed[i];
        struct handed_on *to = &w.handed[w.n_handed];

        if (++w.n_handed > HANDED) {
            fprintf(stderr, "test: more than %d messages handed on\n", HANDED);
            exit(99);
        }
        to->space = from->space;
        to->value = from->value;
        to->before = nc_tell(&from->message);
        to->size = nc_left(&from->message);
        to->bytes = copy_of(from->message.pos, to->size);
    }
}

static void
forget_handed(void)
{
    while (w.n_handed)
        free(w.handed[--w.n_handed].bytes);
}

const struct handed_on *
handed_on(size_t n)
{
    return n < w.n_handed ? &w.handed[n] : NULL;
}

typedef void hook(struct nc_packet *, const struct nc_stream *, struct nc_cursor *, void *);

static void
run_hook(hook *own, struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in,
         void *state)
{
    struct nc_cursor copy = exactly(in);
    void *exact = copy_of(state, w.own.state_size);

    watch_kept();
    memset(pkt->arena_at, ARENA_UNUSED, PATTERN);
    pkt->in = &copy;
    own(pkt, is, &copy, exact);
    pkt->in = in;
    give_back(in, &copy);
    if (nc_ok(in))
        note_handed(pkt);
    memcpy(state, exact, w.own.state_size);
    free(exact);
}

static void
read_datagram(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in,
              void *state)
{
    run_hook(w.own.datagram, pkt, is, in, state);
    if (in->failed == nc_declined)
        watch_refusal(nc_declined);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    run_hook(w.own.stream, pkt, is, in, state);
    if (!w.handed_over)
        note_unread(is, in);
    w.handed_over |= nc_ok(in) && pkt->handed_over;
    if (in->failed == nc_declined) /* nobody else is told that */
        watch_refusal(nc_declined);
}

static void
end(struct nc_packet *pkt, const struct nc_stream *is, void *state)
{
    void *exact = copy_of(state, w.own.state_size);

    watch_kept();
    memset(pkt->arena_at, ARENA_UNUSED, PATTERN);
    w.own.end(pkt, is, exact);
    CU_ASSERT(nc_ok(pkt->in));
    memcpy(state, exact, w.own.state_size);
    free(exact);
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    struct nc_cursor copy = exactly(first);
    enum nc_answer answer = w.own.probe(is, &copy);

    CU_ASSERT(answer == NC_NO || answer == NC_YES || answer == NC_MORE);
    return w.anything ? NC_YES : answer;
}

struct plugins *
watched_plugin(void)
{
    struct nc_plugin watched = *plugin;

    w.own = *plugin;
    if (w.own.stream)
        watched.stream = stream;
    if (w.own.datagram)
        watched.datagram = read_datagram;
    if (w.own.end)
        watched.end = end;
    if (w.own.probe)
        watched.probe = probe;
    return plugin_with_hooks(&watched);
}

void
watch_begin(struct streams *streams)
{
    w.streams = streams;
    w.most_kept = w.unread[NC_CLIENT] = w.unread[NC_SERVER] = 0;
    w.handed_over = false;
    forget_handed();
    w.refused = "";
}

void
claim_anything(bool anything)
{
    w.anything = anything;
}

const char *
stream_refusal(void)
{
    return w.refused ? w.refused : "";
}

bool
handed_over(void)
{
    return w.handed_over;
}

size_t
left_unread(int side)
{
    return w.unread[side];
}

size_t
most_kept(void)
{
    return w.most_kept;
}

/* Whether one of the talk's ports leads to the plugin, as it does where there is no talk yet. */
static bool
is_by_port(const struct nc_stream *is)
{
    if (!is->port[NC_SERVER])
        return plugin->on != NULL;
    for (const struct nc_key *key = plugin->on; key && key->space; key++)
        if (key->space == NC_TCP_PORT &&
            (key->value == is->port[NC_CLIENT] || key->value == is->port[NC_SERVER]))
            return true;
    return false;
}

enum nc_answer
answer_to(int side, const void *bytes, size_t size)
{
    struct nc_cursor first = { bytes, bytes, (const uint8_t *)bytes + size, NULL }, copy;
    struct nc_stream is = *talk();

    copy = exactly(&first);
    is.side = (uint32_t)side;
    is.by_port = is_by_port(&is);
    return plugin->probe(&is, &copy);
}

enum nc_answer
answer_to_text(int side, const char *text)
{
    return answer_to(side, text, strlen(text));
}
