/* SPDX-License-Identifier: Apache-2.0 */
/* A set of runs, one for each capture, as the processes see it that go through it side by side.
 *
 * Captures are taken from the list by their lanes, one after another; what becomes of each is told
 * in memory that the lanes share with the process that started them, and with nobody else. */
#ifndef SET_H
#define SET_H

#include "each/captures.h"
#include "run/run.h"
#include "run/standing.h"

enum member_state { MEMBER_WAITS, MEMBER_RUNS, MEMBER_ENDED };

/* Of a set's capture: how far it is, and what it came to. */
struct member {
    _Atomic uint32_t state;
    _Atomic uint32_t outcome; /* of enum outcome, once it has ended */
    struct standing standing;
};

enum member_outcome {
    MEMBER_DONE,     /* whole */
    MEMBER_PARTIAL,  /* whole, as far as the capture could be read and decoded */
    MEMBER_CUT,      /* interrupted */
    MEMBER_FAILED,
    MEMBER_REFUSED,  /* its folder is somebody else's */
    MEMBER_UNREAD,   /* the capture cannot be opened */
    MEMBER_NONE,     /* it is no capture */
    MEMBER_KEPT,     /* done by an earlier command, with the same settings */
    MEMBER_KEPT_PARTIAL,
    MEMBER_OUTCOMES,
};

struct board {
    _Atomic uint32_t next;   /* of those to be run: the first that nobody has taken */
    _Atomic uint32_t stops;  /* how often the set was asked to stop */
    _Atomic uint32_t failed; /* runs in a row */
    _Atomic uint32_t at[WORKERS_MAX]; /* of each lane: what it has taken, + 1; 0: nothing */
    struct member members[];
};

/* One of those to be run. */
struct to_run {
    const struct capture_file *file;
    char *folder;    /* of its records */
    bool overwrites; /* what an earlier run left there */
    bool kept;       /* that is whole: it stays when its settings were the same */
    int kept_status; /* its exit status */
};

struct set {
    const struct settings *settings;
    char **options; /* all in force, settings_in_force(), once the plugins are known */
    struct to_run *list; /* the largest first, so that none of them is left at the end */
    size_t n;
    struct board *board;
    size_t board_size;
    uint32_t n_lanes;
    uint32_t workers; /* of each of them */
};

/* The next one to be run, which is the lane's then; false when there is none, or no more are to
 * begin. */
bool set_take(const struct set *, uint32_t lane, size_t *i);

/* What became of it. */
void set_tell(const struct set *, uint32_t lane, size_t i, enum member_outcome);

/* Whether no more are to begin. */
bool set_stops(const struct set *);

#endif
