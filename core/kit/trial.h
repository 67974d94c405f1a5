/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin's code tried in a process of its own: what it does there is told, its end too. */
#ifndef TRIAL_H
#define TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TRIAL_INPUT_MAX = 1 << 18,
    TRIAL_TEXT = 400,
    TRIAL_SAID_MAX = 24,
    TRIAL_DOING = 96,
    TRIAL_NAME = 65
};

/* Shared with the process, which writes there. */
struct trial {
    char doing[TRIAL_DOING]; /* with what: "an input at random" */
    uint32_t size;           /* of the input at work */
    uint16_t linktype;       /* of it, if it is a whole packet; 0: it is what the plugin is given */
    uint8_t bytes[TRIAL_INPUT_MAX];
    const uint8_t *from, *to; /* where they lie there, between pages that cannot be touched */
    const uint8_t *fault;     /* what it touched when it crashed */
    bool is_fault;
    uint32_t n_said;
    char said[TRIAL_SAID_MAX][TRIAL_TEXT];
    char name[TRIAL_NAME];          /* of the plugin's records, once it was loaded */
    bool reads_layers, reads_talks; /* and what it can be given by itself */
    uint64_t inputs;                /* so many were tried */
    double time;                    /* nanoseconds that one of them takes; 0: not measured */
};

/* How the child ended; what of it was the plugin's fault is among what was said. */
enum trial_end { TRIAL_DONE, TRIAL_CRASHED, TRIAL_HUNG };

struct trial *trial_create(void);
void trial_free(struct trial *);

/* Runs it in a child, whose output goes nowhere if it is `quiet`, and which then only reads files;
 * `context` is the child's own. */
typedef void trial_work(struct trial *, void *context);
enum trial_end trial_run(struct trial *, trial_work *, void *context, bool quiet);

/* In the child: something was found; once each. */
void trial_say(struct trial *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* In the child: it goes on, with this input; what takes longer than a second of the processor is
 * ended. */
void trial_goes_on(struct trial *, const char *doing, const uint8_t *bytes, size_t size);

#endif
