/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/verify_said.h"

#include "commands/command.h"
#include "formats/visible_text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 512 };
static void
put_line(struct verify *v, const char *path, const char *format, va_list list)
{
    char line[LINE];

    vsnprintf(line, sizeof line, format, list);
    visible_text(&v->to, path, strlen(path), SIZE_MAX);
    text_string(&v->to, ": ");
    visible_text(&v->to, line, strlen(line), SIZE_MAX);
    text_char(&v->to, '\n');
    textbuf_flush(&v->to);
}

void
verify_notes(struct verify *v, const char *path, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    put_line(v, path, format, list);
    va_end(list);
}

void
verify_differs(struct verify *v, const char *path, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    put_line(v, path, format, list);
    va_end(list);
    v->status = command_worse(v->status, STATUS_PARTIAL);
}
