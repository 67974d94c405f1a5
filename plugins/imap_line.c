/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a line of IMAP, RFC 9051 section 9. */
#include "imap.h"

enum { DIGITS_MOST = 9 };

const char *const imap_verbs[] = {
    "", "STARTTLS", "AUTHENTICATE", "LOGIN", "COMPRESS", "UID", "DONE", "CAPABILITY", "NOOP",
    "LOGOUT", "ENABLE", "SELECT", "EXAMINE", "CREATE", "DELETE", "RENAME", "SUBSCRIBE",
    "UNSUBSCRIBE", "LIST", "LSUB", "XLIST", "NAMESPACE", "STATUS", "APPEND", "IDLE", "CLOSE",
    "UNSELECT", "EXPUNGE", "SEARCH", "SORT", "THREAD", "FETCH", "STORE", "COPY", "MOVE", "CHECK",
    "ID", "GETQUOTA", "GETQUOTAROOT", "GETACL", "MYRIGHTS", "GETMETADATA", "SETMETADATA"
};

/* Section 7.1. */
const char *const imap_statuses[] = { "", "OK", "NO", "BAD", "BYE", "PREAUTH" };

/* Section 7.2 and on, and those of extensions. */
static const char *const told[] = {
    "", "CAPABILITY", "ENABLED", "LIST", "LSUB", "XLIST", "STATUS", "SEARCH", "ESEARCH", "SORT",
    "THREAD", "FLAGS", "NAMESPACE", "ID", "QUOTA", "QUOTAROOT", "ACL", "MYRIGHTS", "METADATA",
    "VANISHED", "EXISTS", "RECENT", "EXPUNGE", "FETCH"
};

#define AMONG(word, words) word_among(word, words, sizeof(words) / sizeof *(words))

uint8_t
imap_verb(ProtobufCBinaryData word)
{
    return AMONG(word, imap_verbs);
}

struct response
imap_response(ProtobufCBinaryData line)
{
    struct response response = { .number = -1, .tag = cut(&line, ' ') };
    ProtobufCBinaryData more = line;

    response.word = cut(&more, ' ');
    if (is(response.tag, "*"))
        response.number = number(response.word, DIGITS_MOST);
    if (response.number >= 0)
        response.word = cut(&more, ' ');
    response.rest = more;
    response.status = response.number < 0 ? AMONG(response.word, imap_statuses) : 0;
    if (is(response.tag, "*"))
        response.known = response.status || AMONG(response.word, told);
    else
        response.known = is(response.tag, "+") || (response.status && response.status < ENDING);
    return response;
}

/* A tag is of what astrings are but a plus, section 9. */
bool
imap_is_tag(ProtobufCBinaryData tag)
{
    for (size_t i = 0; i < tag.len; i++)
        if (tag.data[i] <= ' ' || tag.data[i] >= 0x7f || strchr("(){%*\"\\+", tag.data[i]))
            return false;
    return tag.len && tag.len <= VERB_MOST;
}

bool
imap_is_command(ProtobufCBinaryData line)
{
    ProtobufCBinaryData tag = cut(&line, ' '), word = cut(&line, ' ');

    return (imap_is_tag(tag) && AMONG(word, imap_verbs)) || (!word.len && is(tag, "DONE"));
}

int64_t
imap_literal(ProtobufCBinaryData line)
{
    size_t at = line.len;
    ProtobufCBinaryData digits = { 0, NULL };

    if (at < 3 || line.data[--at] != '}')
        return -1;
    at -= line.data[at - 1] == '+';
    for (; at && is_digit(line.data[at - 1]); at--)
        digits.len++;
    digits.data = line.data + at;
    return at && line.data[at - 1] == '{' ? number(digits, DIGITS_MOST) : -1;
}

ProtobufCBinaryData
imap_cut_string(ProtobufCBinaryData *text)
{
    ProtobufCBinaryData word;

    if (!text->len || *text->data != '"')
        return cut(text, ' ');
    word = behind(*text, 1);
    for (word.len = 0; word.len + 1 < text->len && word.data[word.len] != '"'; word.len++)
        if (word.data[word.len] == '\\' && word.len + 2 < text->len)
            word.len++;
    *text = behind(*text, word.len + 2);
    if (text->len && *text->data == ' ')
        *text = behind(*text, 1);
    return word;
}
