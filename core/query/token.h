/* SPDX-License-Identifier: Apache-2.0 */
/* The words of an expression. */
#ifndef TOKEN_H
#define TOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,  /* a name, a number, an address, a time: which, is for its place to say */
    TOKEN_TEXT,  /* "in quotes" */
    TOKEN_BYTES, /* x"00ff" */
    TOKEN_EQUAL,
    TOKEN_UNEQUAL,
    TOKEN_LESS,
    TOKEN_LESS_EQUAL,
    TOKEN_GREATER,
    TOKEN_GREATER_EQUAL,
    TOKEN_LIKE,
    TOKEN_AND, /* "&&", "and" */
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_LIST,
    TOKEN_LIST_END,
    TOKEN_COMMA,
    TOKEN_RANGE, /* ".." */
    TOKEN_WRONG, /* what no word begins with, or quotes that do not end */
};

struct token {
    enum token_kind kind;
    const char *at; /* with its quotes */
    size_t length;
};

/* The first word of this text, behind spaces. */
struct token token_next(const char *at, const char *end);

/* Whether it is this word. */
bool token_is(const struct token *, const char *word);

/* What stands in the quotes, without escapes (\" \\ \n \r \t \xNN), to memory of the token's
 * length; its size.  False: where it is wrong is then in *wrong. */
bool token_unquote(const struct token *, char *to, size_t *size, const char **wrong);

#endif
