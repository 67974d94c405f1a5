/* SPDX-License-Identifier: Apache-2.0 */
#include "base/argtable_completion.h"

#include <stdbool.h>
#include <string.h>

/* "dump" of "netcap dump"; "" for the program itself. */
static const char *
word_of(const char *program, const struct argtable *table)
{
    size_t length = strlen(program);

    return table->command[length] == ' ' ? table->command + length + 1 : "";
}

static void
completion_flags(const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++)
        fprintf(to, "%s--%s%s", i ? " " : "", table->rows[i].name, table->rows[i].value ? "=" : "");
}

/* Of a command of two words, as "plugin new", the first; the length of any other. */
static size_t
first_word(const char *word)
{
    return strcspn(word, " ");
}

/* Whether no table before it has the same first word. */
static bool
is_first_of(const char *program, const struct argtable *const *tables, size_t which)
{
    const char *word = word_of(program, tables[which]);
    const size_t length = first_word(word);

    for (size_t i = 0; i < which; i++) {
        const char *before = word_of(program, tables[i]);

        if (first_word(before) == length && strncmp(before, word, length) == 0)
            return false;
    }
    return true;
}

/* First words, or, where a first word is given, the words behind it, with this between two. */
static void
put_words(const char *program, const struct argtable *const *tables, size_t count,
          const char *first, const char *between, FILE *to)
{
    const size_t length = first ? strlen(first) : 0;
    const char *before = "";

    for (size_t i = 0; i < count; i++) {
        const char *word = word_of(program, tables[i]);

        if (first ? strncmp(word, first, length) != 0 || word[length] != ' '
                  : !is_first_of(program, tables, i) || !*word)
            continue;
        if (first)
            fprintf(to, "%s%s", before, word + length + 1);
        else
            fprintf(to, "%s%.*s", before, (int)first_word(word), word);
        before = between;
    }
}

/* The first word of those that have two, each once; NULL: there are no more. */
static const char *
next_pair(const char *program, const struct argtable *const *tables, size_t count, size_t *at,
          char word[32])
{
    for (; *at < count; ++*at) {
        const char *all = word_of(program, tables[*at]);

        if (all[first_word(all)] && is_first_of(program, tables, *at)) {
            snprintf(word, 32, "%.*s", (int)first_word(all), all);
            ++*at;
            return word;
        }
    }
    return NULL;
}

/* bash takes "=" for a word of its own: the option's name is then two words back. */
static void
completion_choices(const char *word, const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].choices)
            fprintf(to, "    '%s --%s') words='%s'; return ;;\n", word, table->rows[i].name,
                    table->rows[i].choices);
}

/* What may stand behind a command and an option of it. */
static void
bash_words(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    char pair[32];

    fprintf(to,
            "# bash completion for %s\n"
            "_%s_words() {\n"
            "    local command=$1 option=$2\n"
            "    case \"$command $option\" in\n",
            program, program);
    for (size_t i = 0; i < count; i++)
        completion_choices(word_of(program, tables[i]), tables[i], to);
    fputs("    esac\n    [[ $current == -* || $command == \"$pair\" ]] || return\n"
          "    case \"$command\" in\n", to);
    for (size_t i = 0; i < count; i++) {
        fprintf(to, "    '%s') words='", word_of(program, tables[i]));
        completion_flags(tables[i], to);
        fputs("' ;;\n", to);
    }
    for (size_t at = 0; next_pair(program, tables, count, &at, pair);) {
        fprintf(to, "    '%s') words='", pair);
        put_words(program, tables, count, pair, " ", to);
        fputs("' ;;\n", to);
    }
    fputs("    esac\n}\n", to);
}

static void
for_bash(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    char pair[32];

    bash_words(program, tables, count, to);
    fprintf(to,
            "_%s() {\n"
            "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
            "    local commands='",
            program);
    put_words(program, tables, count, NULL, " ", to);
    fputs("' pairs='", to);
    for (size_t at = 0; next_pair(program, tables, count, &at, pair);)
        fprintf(to, " %s ", pair);
    fprintf(to,
            "' pair='' command='' words='' word\n"
            "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
            "        [[ -n $command && $word != -* ]] && command+=\" $word\"\n"
            "        [[ -z $command && \" $commands \" == *\" $word \"* ]] && command=$word\n"
            "        [[ -n $command && $pairs != *\" $command \"* ]] && break\n"
            "    done\n"
            "    [[ $pairs == *\" $command \"* ]] && pair=$command\n"
            "    [[ $current == '=' ]] && current=''\n"
            "    [[ $before == '=' ]] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
            "    _%s_words \"$command\" \"$before\"\n"
            "    [[ -z $command && $current != -* ]] && words=$commands\n"
            "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
            "    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
            "}\n"
            "complete -o default -F _%s %s\n",
            program, program, program);
}

/* The first sentence, without its stop. */
static size_t
sentence(const char *text)
{
    const char *stop = strstr(text, ". ");
    size_t length = strlen(text);

    return stop ? (size_t)(stop - text) : length && text[length - 1] == '.' ? length - 1 : length;
}

/* What the value of a row is taken from. */
static bool
is_path(const struct arg_row *row)
{
    return strstr(row->value, "FILE") || strstr(row->value, "FOLDER") ||
           strstr(row->value, "DIR");
}

/* Within single quotes, these characters with a backslash before them, a quote as the shell has
 * it. */
static void
quoted(const char *text, size_t length, const char *escaped, const char *quote, FILE *to)
{
    for (; length; text++, length--) {
        if (*text == '\'')
            fputs(quote, to);
        else
            fprintf(to, "%s%c", strchr(escaped, *text) ? "\\" : "", *text);
    }
}

static void
zsh_value(const struct arg_row *row, FILE *to)
{
    fputc(':', to);
    quoted(row->value, strlen(row->value), "[]:\\", "'\\''", to);
    fputc(':', to);
    if (row->choices)
        fprintf(to, "(%s)", row->choices);
    else if (is_path(row))
        fputs("_files", to);
}

/* The specification that _arguments takes: what excludes it, its names, what it is for, its
 * value. */
static void
zsh_row(const struct arg_row *row, FILE *to)
{
    const char *more = row->setting && row->setting->several ? "*" : "";
    const char *equals = row->value ? "=" : "", *plus = row->value ? "+" : "";

    fputs(" \\\n        ", to);
    if (!row->letter)
        fprintf(to, "'%s--%s%s[", more, row->name, equals);
    else if (*more)
        fprintf(to, "'*'{-%c%s,--%s%s}'[", row->letter, plus, row->name, equals);
    else
        fprintf(to, "'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->name, row->letter, plus,
                row->name, equals);
    quoted(row->help, strlen(row->help), "[]:\\", "'\\''", to);
    fputc(']', to);
    if (row->value)
        zsh_value(row, to);
    fputc('\'', to);
}

static void
zsh_rows(const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++)
        zsh_row(&table->rows[i], to);
}

/* Commands of two words: the second is an argument of the first, with options of its own. */
static void
zsh_pair(const char *program, const struct argtable *const *tables, size_t count, const char *pair,
         FILE *to)
{
    const size_t length = strlen(pair);

    fprintf(to, "    %s) if (( CURRENT == 2 )); then compadd ", pair);
    put_words(program, tables, count, pair, " ", to);
    fputs("; else case $line[2] in\n", to);
    for (size_t i = 1; i < count; i++) {
        const char *word = word_of(program, tables[i]);

        if (strncmp(word, pair, length) != 0 || word[length] != ' ')
            continue;
        fprintf(to, "    %s) _arguments", word + length + 1);
        zsh_rows(tables[i], to);
        fputs(" \\\n        '*:file:_files' ;;\n", to);
    }
    fputs("    esac; fi ;;\n", to);
}

static void
zsh_commands(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    char pair[32];

    fputs(" \\\n        '1:command:->command' '*::argument:->argument'\n"
          "    case $state in\n    command)\n        commands=(", to);
    for (size_t i = 1; i < count; i++) {
        const char *word = word_of(program, tables[i]);

        if (!is_first_of(program, tables, i))
            continue;
        fprintf(to, "\n            '%.*s:", (int)first_word(word), word);
        quoted(tables[i]->about, sentence(tables[i]->about), ":\\", "'\\''", to);
        fputc('\'', to);
    }
    fputs(")\n        _describe command commands ;;\n    argument) case $line[1] in\n", to);
    for (size_t i = 1; i < count; i++) {
        const char *word = word_of(program, tables[i]);

        if (word[first_word(word)])
            continue;
        fprintf(to, "    %s) _arguments", word);
        zsh_rows(tables[i], to);
        fputs(" \\\n        '*:file:_files' ;;\n", to);
    }
    for (size_t at = 1; next_pair(program, tables, count, &at, pair);)
        zsh_pair(program, tables, count, pair, to);
    fputs("    esac ;;\n    esac\n", to);
}

static void
for_zsh(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    fprintf(to,
            "#compdef %s\n"
            "_%s() {\n"
            "    local context state state_descr line\n"
            "    local -a commands\n"
            "    typeset -A opt_args\n"
            "    _arguments -C",
            program, program);
    zsh_rows(tables[0], to);
    if (count > 1)
        zsh_commands(program, tables, count, to);
    else
        fputs(" \\\n        '*:file:_files'\n", to);
    /* Found in a folder of such files it is the body of the function, elsewhere it is sourced. */
    fprintf(to,
            "}\nif [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n    _%s \"$@\"\n"
            "else\n    compdef _%s %s\nfi\n",
            program, program, program);
}

static void
fish_row(const char *program, const char *when, const struct arg_row *row, FILE *to)
{
    fprintf(to, "complete -c %s%s -l %s", program, when, row->name);
    if (row->letter)
        fprintf(to, " -s %c", row->letter);
    if (row->choices)
        fprintf(to, " -x -a '%s'", row->choices);
    else if (row->value)
        fputs(is_path(row) ? " -r -F" : " -x", to);
    fputs(" -d '", to);
    quoted(row->help, strlen(row->help), "\\", "\\'", to);
    fputs("'\n", to);
}

/* The command itself, of two words the first once, and the second behind it. */
static void
fish_command(const char *program, const struct argtable *const *tables, size_t i, FILE *to)
{
    const char *word = word_of(program, tables[i]);
    const int length = (int)first_word(word);

    if (is_first_of(program, tables, i)) {
        fprintf(to, "complete -c %s -n __fish_use_subcommand -f -a %.*s -d '", program, length,
                word);
        quoted(tables[i]->about, sentence(tables[i]->about), "\\", "\\'", to);
        fputs("'\n", to);
    }
    if (!word[length])
        return;
    fprintf(to, "complete -c %s -n '__fish_seen_subcommand_from %.*s' -f -a %s -d '", program,
            length, word, word + length + 1);
    quoted(tables[i]->about, sentence(tables[i]->about), "\\", "\\'", to);
    fputs("'\n", to);
}

/* Where its options are offered. */
static void
fish_when(const char *word, char *when, size_t size)
{
    const int length = (int)first_word(word);

    if (word[length])
        snprintf(when, size,
                 " -n '__fish_seen_subcommand_from %.*s; and __fish_seen_subcommand_from %s'",
                 length, word, word + length + 1);
    else
        snprintf(when, size, " -n '__fish_seen_subcommand_from %s'", word);
}

static void
for_fish(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    fprintf(to, "# fish completion for %s\n", program);
    for (size_t i = 0; i < count; i++) {
        const char *word = word_of(program, tables[i]);
        char when[160] = "";

        if (*word) {
            fish_command(program, tables, i, to);
            fish_when(word, when, sizeof when);
        } else if (count > 1) {
            snprintf(when, sizeof when, " -n __fish_use_subcommand");
        }
        for (size_t j = 0; j < tables[i]->count; j++)
            fish_row(program, when, &tables[i]->rows[j], to);
    }
}

void
argtable_completion(enum shell shell, const char *program, const struct argtable *const *tables,
                    size_t count, FILE *to)
{
    switch (shell) {
    case SHELL_BASH: for_bash(program, tables, count, to); break;
    case SHELL_ZSH: for_zsh(program, tables, count, to); break;
    case SHELL_FISH: for_fish(program, tables, count, to); break;
    }
}
