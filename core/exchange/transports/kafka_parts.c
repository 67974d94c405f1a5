/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/kafka_parts.h"

#include <stdlib.h>
#include <string.h>

enum { SEEK_MS = 2000, ROUND_SECONDS = 5 };

static void
begin_round(struct kafka_parts *p)
{
    p->round = ++p->ticks;
    p->round_at = broker_now();
}

bool
kafka_parts_assign(struct kafka_parts *p, const rd_kafka_topic_partition_list_t *list)
{
    kafka_parts_forget(p);
    if (list->cnt > PARTS_MOST)
        return false;
    p->list = rd_kafka_topic_partition_list_copy(list);
    p->parts = calloc((size_t)list->cnt + 1, sizeof *p->parts);
    if (!p->parts)
        return false;
    for (int i = 0; i < list->cnt; i++)
        p->parts[i] = (struct kafka_part){
            .next = -1,
            .committed = -1,
            .again = -1,
            .has_blocks = strcmp(list->elems[i].topic, KAFKA_ENDS) != 0,
        };
    begin_round(p);
    return true;
}

static struct kafka_waiting *
waiting_like(struct kafka_parts *p, const struct kafka_token *token)
{
    return token->is_end ? &p->ends : &p->blocks;
}

static void
stop_waiting(struct kafka_parts *p, const struct kafka_token *token)
{
    struct kafka_waiting *waiting = waiting_like(p, token);

    waiting->n--;
    waiting->bytes -= token->size;
}

static void
free_token(struct kafka_parts *p, struct kafka_token *token)
{
    if (token->state == TOKEN_WAITS)
        stop_waiting(p, token);
    rd_kafka_message_destroy(token->message);
    *token = (struct kafka_token){ .state = TOKEN_FREE };
}

void
kafka_parts_forget(struct kafka_parts *p)
{
    for (size_t i = 0; i < TOKENS_MOST; i++) {
        p->tokens[i].part = -1;
        if (p->tokens[i].state == TOKEN_WAITS)
            free_token(p, &p->tokens[i]);
    }
    if (p->list)
        rd_kafka_topic_partition_list_destroy(p->list);
    free(p->parts);
    p->list = NULL;
    p->parts = NULL;
    p->dirty = false;
}

int
kafka_parts_find(const struct kafka_parts *p, const rd_kafka_message_t *message)
{
    rd_kafka_topic_partition_t *one =
        p->list ? rd_kafka_topic_partition_list_find(p->list, rd_kafka_topic_name(message->rkt),
                                                     message->partition)
                : NULL;

    return one ? (int)(one - p->list->elems) : -1;
}

void
kafka_parts_take_end(struct kafka_parts *p, const rd_kafka_message_t *message)
{
    int part = kafka_parts_find(p, message);

    if (part < 0)
        return;
    p->parts[part].at_end = true;
    p->parts[part].ended = ++p->ticks;
}

void
kafka_parts_pass(struct kafka_parts *p, int part, const rd_kafka_message_t *message)
{
    p->parts[part].next = message->offset + 1;
    p->parts[part].at_end = false;
    p->dirty = true;
}

struct kafka_token *
kafka_parts_take(struct kafka_parts *p, int part, rd_kafka_message_t *message, size_t size,
                 bool is_end)
{
    for (size_t i = 0; i < TOKENS_MOST; i++) {
        struct kafka_token *token = &p->tokens[i];

        if (token->state != TOKEN_FREE)
            continue;
        *token = (struct kafka_token){ .state = TOKEN_GIVEN,
                                       .message = message,
                                       .part = part,
                                       .is_end = is_end,
                                       .size = size,
                                       .tick = ++p->ticks,
                                       .given = p->ticks };
        kafka_parts_pass(p, part, message);
        return token;
    }
    return NULL;
}

static bool
is_full(const struct kafka_waiting *waiting, const struct kafka_token *token)
{
    return waiting->n == (token->is_end ? ENDS_MOST : WAITING_MOST) ||
           waiting->bytes + token->size > WAITING_BYTES;
}

void
kafka_parts_put_off(struct kafka_parts *p, struct kafka_token *token, int seconds)
{
    struct kafka_part *part = token->part >= 0 ? &p->parts[token->part] : NULL;
    struct kafka_waiting *waiting = waiting_like(p, token);
    int64_t offset = token->message->offset;

    if (part && is_full(waiting, token)) {
        if (part->again < 0 || offset < part->again)
            part->again = offset;
        part = NULL;
    }
    if (!part) {
        free_token(p, token);
        return;
    }
    token->state = TOKEN_WAITS;
    token->due_at = broker_now() + seconds;
    waiting->n++;
    waiting->bytes += token->size;
}

void
kafka_parts_done(struct kafka_parts *p, struct kafka_token *token)
{
    p->dirty = true;
    free_token(p, token);
}

/* Whether all that was there of blocks when something came has been taken since: what is read again
 * later has not. */
static bool
is_behind_blocks(const struct kafka_parts *p, uint64_t tick)
{
    for (int i = 0; i < p->list->cnt; i++) {
        const struct kafka_part *part = &p->parts[i];

        if (part->has_blocks && (part->again >= 0 || (!part->at_end && part->ended < tick)))
            return false;
    }
    return true;
}

static bool
waits_longer(const struct kafka_token *a, const struct kafka_token *b)
{
    return a->due_at != b->due_at ? a->due_at < b->due_at : a->tick < b->tick;
}

struct kafka_token *
kafka_parts_due(struct kafka_parts *p)
{
    struct kafka_token *first = NULL;
    int64_t now;

    if (p->blocks.n + p->ends.n == 0)
        return NULL;
    now = broker_now();
    for (size_t i = 0; i < TOKENS_MOST; i++) {
        struct kafka_token *token = &p->tokens[i];

        if (token->state == TOKEN_WAITS && token->due_at <= now &&
            (!first || waits_longer(token, first)) &&
            (!token->is_end || is_behind_blocks(p, token->tick)))
            first = token;
    }
    if (first) {
        first->state = TOKEN_GIVEN;
        first->given = ++p->ticks;
        stop_waiting(p, first);
    }
    return first;
}

static void
add(rd_kafka_topic_partition_list_t *to, const rd_kafka_topic_partition_t *part, int64_t offset)
{
    rd_kafka_topic_partition_list_add(to, part->topic, part->partition)->offset = offset;
}

/* Each partition has been at its end since it began, and each block that waits was given away. */
static bool
is_round_over(const struct kafka_parts *p)
{
    if (broker_now() - p->round_at < ROUND_SECONDS)
        return false;
    for (size_t i = 0; i < TOKENS_MOST; i++)
        if (p->tokens[i].state == TOKEN_WAITS && !p->tokens[i].is_end &&
            p->tokens[i].given < p->round)
            return false;
    for (int i = 0; i < p->list->cnt; i++)
        if (!p->parts[i].at_end && p->parts[i].ended < p->round)
            return false;
    return true;
}

static bool
has_space(const struct kafka_waiting *waiting, size_t most)
{
    return waiting->n <= most / 2 && waiting->bytes <= WAITING_BYTES / 2;
}

/* What waits of it from there on would only come twice. */
static void
rewind_one(struct kafka_parts *p, int part)
{
    struct kafka_part *one = &p->parts[part];

    for (size_t i = 0; i < TOKENS_MOST; i++)
        if (p->tokens[i].state == TOKEN_WAITS && p->tokens[i].part == part &&
            p->tokens[i].message->offset >= one->again)
            free_token(p, &p->tokens[i]);
    one->next = one->again;
    one->again = -1;
    one->at_end = false;
}

static bool
seek(rd_kafka_t *client, rd_kafka_topic_partition_list_t *back)
{
    rd_kafka_error_t *error =
        back->cnt > 0 ? rd_kafka_seek_partitions(client, back, SEEK_MS) : NULL;
    bool done = !error;

    for (int i = 0; i < back->cnt && done; i++)
        done = !back->elems[i].err;
    if (error)
        rd_kafka_error_destroy(error);
    return done;
}

/* Where what waits is stuck, there may never be space: what it waits for may be among what is to be
 * read again, which a round's end does whatever waits. */
bool
kafka_parts_rewind(struct kafka_parts *p, rd_kafka_t *client)
{
    bool over = p->list && is_round_over(p), blocks = over || has_space(&p->blocks, WAITING_MOST),
         ends = over || has_space(&p->ends, ENDS_MOST), done;
    rd_kafka_topic_partition_list_t *back = rd_kafka_topic_partition_list_new(1);

    if (over) {
        p->rounds++;
        begin_round(p);
    }
    for (int i = 0; p->list && i < p->list->cnt; i++)
        if (p->parts[i].again >= 0 && (p->parts[i].has_blocks ? blocks : ends)) {
            add(back, &p->list->elems[i], p->parts[i].again);
            rewind_one(p, i);
        }
    done = seek(client, back);
    rd_kafka_topic_partition_list_destroy(back);
    return done;
}

/* Of each partition where the first message is that is not done. */
static void
find_positions(const struct kafka_parts *p, int64_t *positions)
{
    for (int i = 0; i < p->list->cnt; i++) {
        const struct kafka_part *part = &p->parts[i];

        positions[i] = part->again >= 0 && part->again < part->next ? part->again : part->next;
    }
    for (size_t i = 0; i < TOKENS_MOST; i++) {
        const struct kafka_token *token = &p->tokens[i];

        if (token->state != TOKEN_FREE && token->part >= 0 &&
            token->message->offset < positions[token->part])
            positions[token->part] = token->message->offset;
    }
}

rd_kafka_resp_err_t
kafka_parts_commit(struct kafka_parts *p, rd_kafka_t *client)
{
    int64_t *positions =
        p->list && p->dirty ? calloc((size_t)p->list->cnt + 1, sizeof *positions) : NULL;
    rd_kafka_topic_partition_list_t *done;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;

    if (!positions)
        return error;
    find_positions(p, positions);
    done = rd_kafka_topic_partition_list_new(p->list->cnt);
    for (int i = 0; i < p->list->cnt; i++)
        if (positions[i] > p->parts[i].committed) {
            add(done, &p->list->elems[i], positions[i]);
            p->parts[i].committed = positions[i];
        }
    if (done->cnt > 0)
        error = rd_kafka_commit(client, done, true);
    if (error)
        kafka_parts_commit_failed(p);
    else
        p->dirty = false;
    rd_kafka_topic_partition_list_destroy(done);
    free(positions);
    return error;
}

void
kafka_parts_commit_failed(struct kafka_parts *p)
{
    for (int i = 0; p->list && i < p->list->cnt; i++)
        p->parts[i].committed = -1;
    p->dirty = p->list != NULL;
}
