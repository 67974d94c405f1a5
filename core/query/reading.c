/* SPDX-License-Identifier: Apache-2.0 */
#include "query/reading.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
reading_wrong(struct parser *parser, const struct token *token, const char *format, ...)
{
    struct query_error *error = parser->error;
    va_list args;

    if (error->what[0])
        return false;
    va_start(args, format);
    vsnprintf(error->what, sizeof error->what, format, args);
    va_end(args);
    error->at = (size_t)(token->at - parser->text);
    error->length = token->length;
    return false;
}

void
reading_step(struct parser *parser)
{
    const char *at = parser->token.at + parser->token.length;

    parser->token = token_next(at, at + strlen(at));
}
