/* SPDX-License-Identifier: Apache-2.0 */
#include "run/report_put.h"

#include "formats/json.h"

#include <string.h>

void
put_key(struct textbuf *to, const char *between, const char *key)
{
    text_string(to, between);
    json_string(to, key, strlen(key));
    text_string(to, ": ");
}

void
put_null(struct textbuf *to, const char *between, const char *key)
{
    put_key(to, between, key);
    text_string(to, "null");
}

void
put_text(struct textbuf *to, const char *between, const char *key, const char *text)
{
    put_key(to, between, key);
    if (text)
        json_string(to, text, strlen(text));
    else
        text_string(to, "null");
}

void
put_number(struct textbuf *to, const char *between, const char *key, uint64_t number)
{
    put_key(to, between, key);
    text_unsigned(to, number);
}

static void
put_utc(struct textbuf *to, const char *between, const char *key, const struct text_time *time)
{
    put_key(to, between, key);
    text_char(to, '"');
    text_time_utc(to, time);
    text_char(to, '"');
}

void
put_time(struct textbuf *to, const char *between, const char *key, struct timespec time)
{
    put_utc(to, between, key, &(struct text_time){ time.tv_sec, (uint32_t)time.tv_nsec, 6 });
}

void
put_moment(struct textbuf *to, const char *between, const char *key, const struct moment *moment)
{
    put_utc(to, between, key, &(struct text_time){ moment->seconds, moment->nanoseconds, 9 });
}

void
put_span(struct textbuf *to, const char *before, const char *between,
         const struct moment_span *span)
{
    if (span->any) {
        put_moment(to, before, "first", &span->first);
        put_moment(to, between, "last", &span->last);
    } else {
        put_null(to, before, "first");
        put_null(to, between, "last");
    }
}

void
begin_list(struct textbuf *to, const char *between, const char *key)
{
    put_key(to, between, key);
    text_char(to, '[');
}

void
next_item(struct textbuf *to, size_t before)
{
    text_string(to, before ? ",\n    " : "\n    ");
}

void
end_list(struct textbuf *to, size_t items)
{
    text_string(to, items ? "\n  ]" : "]");
}

void
put_texts(struct textbuf *to, const char *key, const char *const *texts, size_t n)
{
    begin_list(to, ",\n  ", key);
    for (size_t i = 0; i < n; i++) {
        next_item(to, i);
        json_string(to, texts[i], strlen(texts[i]));
    }
    end_list(to, n);
}

void
put_own_sum(struct textbuf *to)
{
    char sum[DIGEST_TEXT];
    struct digest digest;

    digest_begin(&digest);
    digest_add(&digest, to->data, to->used);
    digest_text(&digest, sum);
    put_text(to, ",\n  ", "sum", sum);
    text_string(to, "\n}\n");
}
