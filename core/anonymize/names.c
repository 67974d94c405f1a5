/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/names.h"

#include "anonymize/hidden.h"
#include "anonymize/reverse.h"
#include "anonymize/texts.h"

#include <string.h>

/* A label, or a part of a path: a word for it and all that it stands in. */
static void
put_word(struct names *names, enum secret_kind kind, const void *bytes, size_t size,
         struct textbuf *to)
{
    words_hash(names->addresses->secret, kind, bytes, size, to);
}

/* What is no text, as names in packets need not be, may be anything. */
static bool
is_text(const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (name[i] < ' ' || name[i] > '~')
            return false;
    return true;
}

static void
put_labels(struct names *names, const char *name, size_t size, struct textbuf *to)
{
    struct textbuf *small = &names->small;

    small->used = 0;
    for (size_t i = 0; i < size; i++) /* RFC 4343 */
        text_char(small, name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 0x20) : name[i]);
    for (size_t at = 0; at < size;) {
        const char *dot = memchr(small->data + at, '.', size - at);
        size_t label = dot ? (size_t)(dot - small->data) - at : size - at;

        if (label)
            put_word(names, SECRET_NAME, small->data + at, size - at, to);
        at += label;
        if (dot) {
            text_char(to, '.');
            at++;
        }
    }
}

/* The bytes of a port and its colon behind a host; 0: there is none. */
static size_t
port_behind(const char *host, size_t size)
{
    size_t n = 0;

    while (n < size && n <= 5 && host[size - n - 1] >= '0' && host[size - n - 1] <= '9')
        n++;
    return n && n <= 5 && n < size && host[size - n - 1] == ':' ? n + 1 : 0;
}

/* A host that is an address, in brackets or not. */
static bool
put_address(struct names *names, const char *host, size_t size, struct textbuf *to)
{
    size_t start = to->used;

    if (words_address(names->addresses, host, size, to) ||
        words_link(names->addresses, host, size, to))
        return true;
    if (size < 2 || host[0] != '[' || host[size - 1] != ']')
        return false;
    text_char(to, '[');
    if (words_address(names->addresses, host + 1, size - 2, to)) {
        text_char(to, ']');
        return true;
    }
    to->used = start;
    return false;
}

static void
put_host(struct names *names, const char *host, size_t size, struct textbuf *to)
{
    size_t port;

    if (put_address(names, host, size, to))
        return;
    port = port_behind(host, size);
    size -= port;
    if (!(port && put_address(names, host, size, to)) &&
        !reverse_put(names->addresses, names->hashed, host, size, to)) {
        if (names->hashed)
            put_labels(names, host, size, to);
        else
            texts_clean(names->addresses, host, size, to);
    }
    text_bytes(to, host + size, port);
}

void
names_put(struct names *names, const char *name, size_t size, struct textbuf *to)
{
    while (size && !name[size - 1]) /* fields of a fixed length are filled up so */
        size--;
    if (is_text(name, size))
        put_host(names, name, size, to);
    else
        put_word(names, SECRET_NAME, name, size, to);
}

/* ---- URLs ---- */

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What an address can be made of does not stand as %XX any more, which means the same: RFC 3986,
 * section 2.3. */
static void
undo_percent(const char *url, size_t size, struct textbuf *to)
{
    static const char of_addresses[] = "0123456789abcdefABCDEFxX.:-_[]";

    for (size_t i = 0; i < size; i++) {
        size_t again = 0; /* the % itself may stand as %25 */

        while (url[i] == '%' && i + again + 4 < size && memcmp(url + i + again + 1, "25", 2) == 0)
            again += 2;
        if (i + again + 2 < size && url[i] == '%') {
            int high = hex_value(url[i + again + 1]), low = hex_value(url[i + again + 2]);
            char c = (char)(high << 4 | low);

            if (high >= 0 && low >= 0 && c && strchr(of_addresses, c)) {
                text_char(to, c);
                i += again + 2;
                continue;
            }
        }
        text_char(to, url[i]);
    }
}

static size_t
until(const char *text, size_t size, const char *stops)
{
    size_t n = 0;

    while (n < size && !strchr(stops, text[n]))
        n++;
    return n;
}

/* "scheme:" and "//", as far as they are there. */
static size_t
scheme_of(const char *url, size_t size)
{
    size_t n = 0;

    while (n < size && ((url[n] | 0x20) >= 'a' && (url[n] | 0x20) <= 'z'))
        n++;
    if (n && size - n >= 3 && memcmp(url + n, "://", 3) == 0)
        return n + 3;
    return size >= 2 && url[0] == '/' && url[1] == '/' ? 2 : 0;
}

/* Each part of a path stands for itself and all before it. */
static void
put_path(struct names *names, const char *path, size_t size, struct textbuf *to)
{
    for (size_t at = 0; at < size;) {
        size_t part = until(path + at, size - at, "/");

        if (part)
            put_word(names, SECRET_PATH, path, at + part, to);
        at += part;
        if (at < size)
            text_char(to, path[at++]);
    }
}

static void
put_parts(struct names *names, const char *url, size_t size, struct textbuf *to)
{
    size_t at = scheme_of(url, size), host = 0, path, user;

    text_bytes(to, url, at);
    if (at || until(url, size, "/?#*") == size) /* what CONNECT asks for is a host */
        host = until(url + at, size - at, "/?#");
    user = until(url + at, host, "@");
    if (user < host) {
        put_word(names, SECRET_PATH, url + at, user, to);
        text_char(to, '@');
        at += user + 1;
        host -= user + 1;
    }
    put_host(names, url + at, host, to);
    at += host;
    path = until(url + at, size - at, "?#");
    put_path(names, url + at, path, to);
    at += path;
    if (at < size) {
        text_char(to, url[at]);
        put_word(names, SECRET_PATH, url + at, size - at, to);
    }
}

/* A word that hides an address is one that means nothing; so is what is left of it cleaned. */
static void
put_kept(struct names *names, struct textbuf *to)
{
    names->small.used = 0;
    hidden_clean(names->addresses, names->plain.data, names->plain.used, &names->small);
    if (names->small.used)
        texts_clean(names->addresses, names->small.data, names->small.used, to);
}

void
names_put_url(struct names *names, const char *url, size_t size, struct textbuf *to)
{
    struct textbuf *plain = &names->plain;

    if (!is_text(url, size)) {
        put_word(names, SECRET_PATH, url, size, to);
        return;
    }
    plain->used = 0;
    undo_percent(url, size, plain);
    if (plain->used == 1 && *plain->data == '*')
        text_char(to, '*');
    else if (names->hashed)
        put_parts(names, plain->data, plain->used, to);
    else
        put_kept(names, to);
}

void
names_free(struct names *names)
{
    textbuf_free(&names->small);
    textbuf_free(&names->plain);
}
