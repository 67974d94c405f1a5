/* SPDX-License-Identifier: Apache-2.0 */
#include "run/said.h"

#include "base/say.h"
#include "run/report_put.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct said *hearing; /* there is one run in a process */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void
hear(const char *line)
{
    pthread_mutex_lock(&lock);
    if (hearing->n == SAID_LINES)
        hearing->left_out++;
    else if ((hearing->lines[hearing->n] = strdup(line)))
        hearing->n++;
    pthread_mutex_unlock(&lock);
}

void
said_begin(struct said *said)
{
    hearing = said;
    say_hear(hear);
}

void
said_end(struct said *said)
{
    say_hear(NULL);
    said_clear(said);
}

void
said_clear(struct said *said)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < said->n; i++)
        free(said->lines[i]);
    said->n = said->left_out = 0;
    pthread_mutex_unlock(&lock);
}

void
said_put(struct textbuf *to, const struct said *said)
{
    pthread_mutex_lock(&lock);
    put_texts(to, "warnings", (const char *const *)said->lines, said->n);
    put_number(to, ",\n  ", "warnings_left_out", said->left_out);
    pthread_mutex_unlock(&lock);
}
