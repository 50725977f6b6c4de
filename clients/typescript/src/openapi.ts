/** Made by scripts/types.mjs out of openapi.json: npm run types. */

export interface paths {
    "/api/v1/generations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_generations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tils": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_tils"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tils.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["export_tils"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ErrorOut
         * @description An error response; all errors have this shape.
         */
        ErrorOut: {
            /**
             * Error
             * @description A sentence for people, in the requested language.
             * @example Try again.
             */
            error: string;
            /**
             * Code
             * @description Stable identifier for programs.
             * @example busy
             */
            code: string;
            /**
             * Retryable
             * @description Whether the same request may succeed later.
             * @default false
             */
            retryable?: boolean;
            /**
             * Retry After
             * @description Seconds to wait before trying again, if known.
             */
            retry_after?: number | null;
            /**
             * Fields
             * @description Problems by field name.
             * @example {
             *       "title": [
             *         "Field required"
             *       ]
             *     }
             */
            fields?: {
                [key: string]: string[];
            } | null;
            /**
             * Request Id
             * @description As in X-Request-ID; quote it when you report a problem.
             * @default
             */
            request_id?: string;
        };
        /**
         * GenerateRequest
         * @description A request for a draft: input and options. It has either ``content`` or ``sources``.
         */
        GenerateRequest: {
            /**
             * Input Type
             * @description What `content` is.
             * @default text
             * @enum {string}
             */
            input_type?: "text" | "url" | "file";
            /**
             * Content
             * @description The notes, a link to a page, or for a file the id of an upload or a data: URL.
             * @example git bisect halves the history until the bad commit is found.
             */
            content?: string;
            /**
             * Sources
             * @description Several sources instead of `content`. Notes among them share the limit of one text.
             */
            sources?: components["schemas"]["SourceIn"][];
            /**
             * Provider
             * @description The provider; defaults to the site's.
             * @example offline
             */
            provider?: ("anthropic" | "openai" | "google" | "offline") | null;
            /**
             * Model
             * @description One of its models; defaults to the configured one.
             * @example qwen3:8b
             */
            model?: string | null;
            /**
             * Language
             * @default auto
             * @enum {string}
             */
            language?: "auto" | "ko" | "en";
            /**
             * Auto Day Number
             * @default true
             */
            auto_day_number?: boolean;
            /**
             * Auto Excerpt
             * @default true
             */
            auto_excerpt?: boolean;
            /**
             * Auto Tags
             * @default true
             */
            auto_tags?: boolean;
            /**
             * Length
             * @description Defaults to that of the material.
             */
            length?: ("short" | "long") | null;
            /**
             * Tone
             * @description Defaults to that of the material.
             */
            tone?: ("plain" | "friendly" | "formal") | null;
            /**
             * Template
             * @description The `slug` of a template.
             * @example bug-cause-fix
             */
            template?: string | null;
            /**
             * In Style
             * @description Whether to write in your style, if you have one.
             * @default true
             */
            in_style?: boolean;
        };
        /**
         * SourceIn
         * @description One of several sources of a draft.
         */
        SourceIn: {
            /**
             * Type
             * @default text
             * @enum {string}
             */
            type?: "text" | "url" | "file";
            /**
             * Content
             * @description The notes, a link to a page, or for a file the id of an upload or a data: URL.
             * @example git bisect halves the history until the bad commit is found.
             */
            content: string;
        };
        /**
         * ContinuedOut
         * @description How an attempt began: with the first `length` code points of the previous one; 0 if it started over.
         */
        ContinuedOut: {
            /** Attempt */
            attempt: number;
            /** Length */
            length: number;
            /**
             * Why
             * @description `server`: another process took over; `person`: a person continued it; `model`: the model started over; `restored`: the text of an earlier attempt was restored.
             * @enum {string}
             */
            why: "server" | "person" | "model" | "restored";
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * FaultOut
         * @description The reason for a failure; ``code`` is stable, ``error`` is for people.
         */
        FaultOut: {
            /**
             * Error
             * @description A sentence for people, in the requested language.
             * @example Try again.
             */
            error: string;
            /**
             * Code
             * @description Stable identifier for programs.
             * @example busy
             */
            code: string;
            /**
             * Retryable
             * @description Whether the same request may succeed later.
             * @default false
             */
            retryable?: boolean;
            /**
             * Retry After
             * @description Seconds to wait before trying again, if known.
             */
            retry_after?: number | null;
        };
        /**
         * GenerationOut
         * @description A generation in its current state.
         */
        GenerationOut: {
            /** Id */
            id: number;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "complete" | "failed" | "cancelled";
            /**
             * Stage
             * @enum {string}
             */
            stage: "day_number" | "content" | "title" | "excerpt" | "tags" | "end";
            /** Attempt */
            attempt: number;
            /**
             * Part
             * @description The rewritten part; empty for a whole draft.
             */
            part: ("title" | "excerpt" | "tags" | "content") | "";
            /**
             * Position
             * @description The event id that covers this response; a stream continues from it.
             */
            position: string;
            /**
             * Input Type
             * @description text, url or file; several for a draft from `sources`.
             */
            input_type: string;
            /** Language */
            language: string;
            /** Provider */
            provider: string;
            /** Model */
            model: string;
            /** Day Number */
            day_number: number | null;
            /** Content */
            content: string;
            /** Content Length */
            content_length: number;
            /**
             * Content Sha256
             * @description Of the content as UTF-8, once finished.
             */
            content_sha256: string | null;
            /** Title */
            title: string;
            /** Excerpt */
            excerpt: string;
            /** Tags */
            tags: components["schemas"]["TagChoiceOut"][];
            /** Truncated */
            truncated: boolean;
            /** Source Title */
            source_title: string;
            /** Source Url */
            source_url: string;
            /** Source Truncated */
            source_truncated: boolean;
            /**
             * Sources
             * @description The sources, if there are several.
             */
            sources: components["schemas"]["SourceOut"][];
            /**
             * Continued
             * @description How each attempt after the first began.
             */
            continued: components["schemas"]["ContinuedOut"][];
            /**
             * Thinking Since
             * @description When the model started thinking without writing, if it does.
             */
            thinking_since: string | null;
            /**
             * Again At
             * @description When the next attempt starts, while it waits for one.
             */
            again_at: string | null;
            /**
             * Notices
             * @description What was done differently than expected.
             */
            notices: components["schemas"]["NoticeOut"][];
            /** Usage */
            usage: {
                [key: string]: unknown;
            };
            error: components["schemas"]["FaultOut"] | null;
            /** Til Id */
            til_id: number | null;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Finished */
            finished: string | null;
        };
        /**
         * NoticeOut
         * @description A notice that something was done differently than expected.
         */
        NoticeOut: {
            /**
             * Kind
             * @description `shortened`: the material was cut to the model's limit; `little_read`: the server seems to have read only part of it; `fallback`: another provider wrote; `other_language`: the model wrote in another language than requested, even when asked again; `hidden`: text that nobody sees in the source was left out.
             * @enum {string}
             */
            kind: "shortened" | "little_read" | "fallback" | "other_language" | "hidden";
            /**
             * Text
             * @description A sentence for people.
             */
            text: string;
        };
        /**
         * SourceOut
         * @description One of several sources; ``title``, ``url`` and ``name`` are empty until it has been read, and for notes.
         */
        SourceOut: {
            /**
             * Type
             * @enum {string}
             */
            type: "text" | "url" | "file";
            /** Title */
            title: string;
            /** Url */
            url: string;
            /** Name */
            name: string;
        };
        /**
         * TagChoiceOut
         * @description A tag of a draft; a new one has no id yet.
         */
        TagChoiceOut: {
            /**
             * Id
             * @description The tag's id as text; null for a new one.
             */
            id: string | null;
            /** Name */
            name: string;
            /** Slug */
            slug: string;
            /** Is New */
            is_new: boolean;
        };
        /**
         * GeneratePreviewResponse
         * @description A complete draft.
         */
        GeneratePreviewResponse: {
            /** Title */
            title: string;
            /** Slug */
            slug: string;
            /**
             * Day Number
             * @description 1 without `auto_day_number`.
             */
            day_number: number;
            /** Excerpt */
            excerpt: string;
            /** Content */
            content: string;
            /**
             * Suggested Tag Ids
             * @description Ids of the suggested tags that already exist.
             */
            suggested_tag_ids: string[];
            /**
             * Suggested Tags
             * @description Names of these tags.
             */
            suggested_tags: string[];
            /**
             * Tag Choices
             * @description The suggested tags with their slugs, and whether they are new.
             */
            tag_choices: components["schemas"]["TagChoiceOut"][];
            /** Generation Id */
            generation_id: number;
            /** Provider */
            provider: string;
            /** Model */
            model: string;
            /** Truncated */
            truncated: boolean;
            /** Usage */
            usage: {
                [key: string]: unknown;
            };
        };
        /**
         * CancelOut
         * @description The result of a cancel request; ``stopping`` is false if the generation had already ended.
         */
        CancelOut: {
            /** Id */
            id: number;
            /** Stopping */
            stopping: boolean;
            /**
             * Status
             * @description The status at the time of the request.
             */
            status: string;
        };
        /**
         * SavedOut
         * @description The saved draft.
         */
        SavedOut: {
            /** Til Id */
            til_id: number;
            /** Day Number */
            day_number: number;
            /** Slug */
            slug: string;
            /** Status */
            status: string;
        };
        /**
         * SaveRequest
         * @description Edits to a draft; omitted fields stay as written.
         */
        SaveRequest: {
            /** Title */
            title?: string | null;
            /** Excerpt */
            excerpt?: string | null;
            /** Content */
            content?: string | null;
            /** Tags */
            tags?: string[] | null;
            /** Day Number */
            day_number?: number | null;
        };
        /**
         * UploadOut
         * @description An uploaded file; use ``id`` once, as the ``content`` of a file.
         */
        UploadOut: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Size
             * @description Bytes.
             */
            size: number;
            /**
             * Expires
             * Format: date-time
             */
            expires: string;
        };
        /**
         * ProviderOut
         * @description A provider; ``missing`` names the setting that it still needs.
         */
        ProviderOut: {
            /** Name */
            name: string;
            /** Model */
            model: string;
            /** Ready */
            ready: boolean;
            /** Missing */
            missing: string;
            /** Default */
            default: boolean;
            /**
             * Models
             * @description Available models, if the provider lists them.
             */
            models: string[];
        };
        /**
         * GenerationSummaryOut
         * @description A generation in a list.
         */
        GenerationSummaryOut: {
            /** Id */
            id: number;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "complete" | "failed" | "cancelled";
            /**
             * Stage
             * @enum {string}
             */
            stage: "day_number" | "content" | "title" | "excerpt" | "tags" | "end";
            /** Attempt */
            attempt: number;
            /**
             * Part
             * @description The rewritten part; empty for a whole draft.
             */
            part: ("title" | "excerpt" | "tags" | "content") | "";
            /**
             * Input Type
             * @description text, url or file; several for a draft from `sources`.
             */
            input_type: string;
            /** Language */
            language: string;
            /** Provider */
            provider: string;
            /** Model */
            model: string;
            /** Day Number */
            day_number: number | null;
            /** Title */
            title: string;
            /** Excerpt */
            excerpt: string;
            /** Truncated */
            truncated: boolean;
            /** Source Title */
            source_title: string;
            /** Source Url */
            source_url: string;
            error: components["schemas"]["FaultOut"] | null;
            /** Til Id */
            til_id: number | null;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Finished */
            finished: string | null;
        };
        /** PageOut[GenerationSummaryOut] */
        PageOut_GenerationSummaryOut_: {
            /** Items */
            items: components["schemas"]["GenerationSummaryOut"][];
            /**
             * Next
             * @description Pass it as `cursor` to get the next page.
             * @example 120
             */
            next?: string | null;
        };
        /**
         * BudgetOut
         * @description A budget that applies to you, and the amount used or reserved.
         */
        BudgetOut: {
            /**
             * Whose
             * @enum {string}
             */
            whose: "site" | "user" | "key";
            /**
             * Span
             * @enum {string}
             */
            span: "day" | "month";
            /**
             * Unit
             * @description Money is in millionths.
             * @enum {string}
             */
            unit: "tokens" | "money";
            /** Limit */
            limit: number;
            /** Used */
            used: number;
            /**
             * Until
             * Format: date-time
             * @description When it resets.
             */
            until: string;
        };
        /**
         * UsageOut
         * @description Usage by model, and the state of budgets.
         */
        UsageOut: {
            /**
             * Since
             * Format: date
             */
            since: string;
            /**
             * Until
             * Format: date
             */
            until: string;
            /** Models */
            models: components["schemas"]["UsedOut"][];
            /** Budgets */
            budgets: components["schemas"]["BudgetOut"][];
        };
        /**
         * UsedOut
         * @description Usage of the generations of one model.
         */
        UsedOut: {
            /** Provider */
            provider: string;
            /** Model */
            model: string;
            /** Generations */
            generations: number;
            /** Input Tokens */
            input_tokens: number;
            /** Output Tokens */
            output_tokens: number;
        };
        /**
         * RegenerateRequest
         * @description A request to rewrite a part.
         */
        RegenerateRequest: {
            /**
             * Part
             * @enum {string}
             */
            part: "title" | "excerpt" | "tags" | "content";
            /**
             * Instruction
             * @description What to change.
             * @default
             * @example Shorter.
             */
            instruction?: string;
            /**
             * Provider
             * @description The provider; defaults to the site's.
             * @example offline
             */
            provider?: ("anthropic" | "openai" | "google" | "offline") | null;
        };
        /**
         * LineOut
         * @description One line of a difference; `skipped` stands for omitted unchanged lines.
         */
        LineOut: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "same" | "removed" | "added" | "skipped";
            /** Text */
            text: string;
        };
        /**
         * ProposalOut
         * @description A rewritten part, and what accepting it would change.
         */
        ProposalOut: {
            /**
             * Id
             * @description The id of the generation that writes it.
             */
            id: number;
            /**
             * Part
             * @enum {string}
             */
            part: "title" | "excerpt" | "tags" | "content";
            /** Instruction */
            instruction: string;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "complete" | "failed" | "cancelled";
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "open" | "accepted" | "discarded";
            /**
             * Text
             * @description The proposed text; one tag per line.
             */
            text: string;
            /**
             * Difference
             * @description The difference to the current text, once complete and undecided.
             */
            difference: components["schemas"]["LineOut"][];
            /** Provider */
            provider: string;
            /** Model */
            model: string;
            error: components["schemas"]["FaultOut"] | null;
            /**
             * Generation Id
             * @description The generation it belongs to; null if it belongs to a TIL.
             */
            generation_id: number | null;
            /**
             * Til Id
             * @description The TIL it belongs to.
             */
            til_id: number | null;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Finished */
            finished: string | null;
            /** Decided */
            decided: string | null;
        };
        /**
         * LearnedSchema
         * @description What posts in one language show about their author.
         */
        LearnedSchema: {
            /**
             * Profile
             * @description How the posts are written, in their language.
             * @default
             */
            profile?: string;
            /**
             * Examples
             * @description Passages whose voice a model should take.
             * @default []
             */
            examples?: string[];
        };
        /**
         * StyleOut
         * @description A version of a style; `version` is 0 and `created` null if there is none.
         */
        StyleOut: {
            /** Version */
            version: number;
            /** Instruction */
            instruction: string;
            /** Learned */
            learned: {
                [key: string]: components["schemas"]["LearnedSchema"];
            };
            /** Active */
            active: boolean;
            /** Created */
            created: string | null;
        };
        /**
         * StyleIn
         * @description A style to use from now on.
         */
        StyleIn: {
            /**
             * Instruction
             * @description A standing request for all drafts.
             * @default
             * @example Be brief.
             */
            instruction?: string;
            /**
             * Learned
             * @description By language.
             * @default {}
             */
            learned?: {
                [key: string]: components["schemas"]["LearnedSchema"];
            };
        };
        /**
         * LearnedOut
         * @description What your posts show, by language.
         */
        LearnedOut: {
            /** Learned */
            learned: {
                [key: string]: components["schemas"]["LearnedSchema"];
            };
        };
        /**
         * TemplateOut
         * @description The form of a post, to choose for a draft.
         */
        TemplateOut: {
            /** Slug */
            slug: string;
            /**
             * Name
             * @description By language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Text
             * @description What is asked of the model, by language.
             */
            text: {
                [key: string]: string;
            };
            /** Version */
            version: number;
        };
        /** PageOut[TilSummaryOut] */
        PageOut_TilSummaryOut_: {
            /** Items */
            items: components["schemas"]["TilSummaryOut"][];
            /**
             * Next
             * @description Pass it as `cursor` to get the next page.
             * @example 120
             */
            next?: string | null;
        };
        /**
         * TagOut
         * @description A tag.
         */
        TagOut: {
            /** Id */
            id: number;
            /**
             * Name
             * @example PostgreSQL
             */
            name: string;
            /**
             * Slug
             * @example postgresql
             */
            slug: string;
        };
        /**
         * TilSummaryOut
         * @description A TIL in a list.
         */
        TilSummaryOut: {
            /** Id */
            id: number;
            /** Day Number */
            day_number: number;
            /** Title */
            title: string;
            /** Slug */
            slug: string;
            /** Excerpt */
            excerpt: string;
            /** Tags */
            tags: components["schemas"]["TagOut"][];
            /**
             * Status
             * @enum {string}
             */
            status: "draft" | "scheduled" | "published" | "archived";
            /**
             * Language
             * @enum {string}
             */
            language: "ko" | "en";
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /**
             * Updated
             * Format: date-time
             */
            updated: string;
            /** Published */
            published: string | null;
            /**
             * Path
             * @description Its page on this site; public once the TIL is published.
             */
            path: string;
        };
        /**
         * CreditOut
         * @description A source of a TIL; its title or its address may be empty.
         */
        CreditOut: {
            /** Title */
            title: string;
            /** Url */
            url: string;
        };
        /**
         * TilOut
         * @description A complete TIL.
         */
        TilOut: {
            /** Id */
            id: number;
            /** Day Number */
            day_number: number;
            /** Title */
            title: string;
            /** Slug */
            slug: string;
            /** Excerpt */
            excerpt: string;
            /** Tags */
            tags: components["schemas"]["TagOut"][];
            /**
             * Status
             * @enum {string}
             */
            status: "draft" | "scheduled" | "published" | "archived";
            /**
             * Language
             * @enum {string}
             */
            language: "ko" | "en";
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /**
             * Updated
             * Format: date-time
             */
            updated: string;
            /** Published */
            published: string | null;
            /**
             * Path
             * @description Its page on this site; public once the TIL is published.
             */
            path: string;
            /**
             * Content
             * @description Markdown.
             */
            content: string;
            /**
             * Html
             * @description The content as safe HTML.
             */
            html: string;
            /** Source Kind */
            source_kind: string;
            /** Source Url */
            source_url: string;
            /** Source Title */
            source_title: string;
            /**
             * Sources
             * @description All sources, as the page names them; the first is also above.
             */
            sources: components["schemas"]["CreditOut"][];
            /** Provider */
            provider: string;
            /** Model */
            model: string;
        };
        /**
         * TilIn
         * @description A new TIL; it begins as a draft.
         */
        TilIn: {
            /** Title */
            title: string;
            /**
             * Content
             * @description Markdown.
             */
            content: string;
            /**
             * Excerpt
             * @default
             */
            excerpt?: string;
            /**
             * Tags
             * @description By name; missing tags are created.
             * @default []
             */
            tags?: string[];
            /**
             * Language
             * @description Defaults to the language of the content.
             */
            language?: ("ko" | "en") | null;
            /**
             * Day Number
             * @description Defaults to the next day number.
             */
            day_number?: number | null;
            /**
             * Published
             * @description The time of publication, RFC 3339 with an offset. If it is in the future, publishing the TIL schedules it: its status is `scheduled` until then. Defaults to the time at which it is published.
             */
            published?: string | null;
        };
        /**
         * TilChanges
         * @description Changes to a TIL; omitted or null fields stay unchanged.
         */
        TilChanges: {
            /** Title */
            title?: string | null;
            /** Slug */
            slug?: string | null;
            /** Content */
            content?: string | null;
            /** Excerpt */
            excerpt?: string | null;
            /** Tags */
            tags?: string[] | null;
            /** Language */
            language?: ("ko" | "en") | null;
            /** Day Number */
            day_number?: number | null;
            /**
             * Published
             * @description The time of publication, RFC 3339 with an offset. If it is in the future, publishing the TIL schedules it: its status is `scheduled` until then. Defaults to the time at which it is published.
             */
            published?: string | null;
        };
        /**
         * TagCountOut
         * @description A tag with the number of its public TILs and its other names.
         */
        TagCountOut: {
            /** Id */
            id: number;
            /**
             * Name
             * @example PostgreSQL
             */
            name: string;
            /**
             * Slug
             * @example postgresql
             */
            slug: string;
            /** Count */
            count: number;
            /** Aliases */
            aliases: string[];
        };
        /**
         * TagIn
         * @description The name of a tag or an alias.
         */
        TagIn: {
            /** Name */
            name: string;
        };
        /**
         * AliasOut
         * @description Another name of a tag.
         */
        AliasOut: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Slug */
            slug: string;
            tag: components["schemas"]["TagOut"];
            /**
             * Merged
             * @description When a tag of this name was merged; null if it was never a tag.
             */
            merged: string | null;
        };
        /**
         * MergeIn
         * @description The target of a merge.
         */
        MergeIn: {
            /**
             * Into
             * @description The id of the tag that remains.
             */
            into: number;
        };
        /**
         * StatsOut
         * @description Totals and streaks.
         */
        StatsOut: {
            /**
             * Total
             * @description Public TILs.
             */
            total: number;
            /**
             * Active Days
             * @description Days with at least one.
             */
            active_days: number;
            /**
             * Streak
             * @description Consecutive days up to today or yesterday.
             */
            streak: number;
            /** Longest Streak */
            longest_streak: number;
            /** First */
            first: string | null;
            /** Last */
            last: string | null;
            /**
             * Tags
             * @description Tags of public TILs.
             */
            tags: number;
            /**
             * Drafts
             * @description The caller's drafts.
             */
            drafts: number;
        };
        /**
         * CalendarOut
         * @description The days with public TILs, in order; other days are omitted.
         */
        CalendarOut: {
            /**
             * Since
             * Format: date
             */
            since: string;
            /**
             * Until
             * Format: date
             */
            until: string;
            /** Days */
            days: components["schemas"]["DayOut"][];
        };
        /**
         * DayOut
         * @description A day with public TILs.
         */
        DayOut: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Count */
            count: number;
        };
        /**
         * PictureOut
         * @description A stored picture.
         */
        PictureOut: {
            /**
             * Address
             * @description Its path on this site, for Markdown: `![what it shows](address)`.
             * @example /media/pictures/0123456789abcdef0123456789abcdef.png
             */
            address: string;
        };
        /**
         * LimitsOut
         * @description Limits of a caller.
         */
        LimitsOut: {
            /**
             * Running
             * @description Concurrent drafts.
             */
            running: number;
            /**
             * Per Minute
             * @description Starts per minute.
             */
            per_minute: number;
            /**
             * Per Day
             * @description Starts per day.
             */
            per_day: number;
        };
        /**
         * MeOut
         * @description The caller: a key or a signed-in user, with permissions, limits and usage.
         */
        MeOut: {
            /**
             * Key
             * @description The id of the key; null for a signed-in user.
             */
            key: number | null;
            /**
             * User
             * @description The user, or the owner of the key.
             */
            user: string | null;
            /** Scopes */
            scopes: ("generate" | "read" | "write" | "admin")[];
            /**
             * Sees All
             * @description Whether the caller can see all users' generations and drafts.
             */
            sees_all: boolean;
            limits: components["schemas"]["LimitsOut"] | null;
            used: components["schemas"]["LimitsOut"];
        };
        /**
         * KeyOut
         * @description A key, without its secret.
         */
        KeyOut: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /**
             * Public Id
             * @description The part of the key between the underscores.
             * @example a2b3c4d5
             */
            public_id: string;
            /** Scopes */
            scopes: ("generate" | "read" | "write" | "admin")[];
            limits: components["schemas"]["LimitsOut"];
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Expires */
            expires: string | null;
            /** Revoked */
            revoked: string | null;
            /**
             * Last Used
             * @description To the minute.
             */
            last_used: string | null;
        };
        /**
         * NewKeyOut
         * @description A new key.
         */
        NewKeyOut: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /**
             * Public Id
             * @description The part of the key between the underscores.
             * @example a2b3c4d5
             */
            public_id: string;
            /** Scopes */
            scopes: ("generate" | "read" | "write" | "admin")[];
            limits: components["schemas"]["LimitsOut"];
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Expires */
            expires: string | null;
            /** Revoked */
            revoked: string | null;
            /**
             * Last Used
             * @description To the minute.
             */
            last_used: string | null;
            /**
             * Text
             * @description The complete key. It cannot be shown again.
             */
            text: string;
        };
        /**
         * KeyIn
         * @description A request for a new key; omitted limits default to the site's.
         */
        KeyIn: {
            /** Name */
            name: string;
            /**
             * Scopes
             * @default [
             *       "read"
             *     ]
             */
            scopes?: ("generate" | "read" | "write" | "admin")[];
            /** Expires */
            expires?: string | null;
            /** Limit Running */
            limit_running?: number | null;
            /** Limit Per Minute */
            limit_per_minute?: number | null;
            /** Limit Per Day */
            limit_per_day?: number | null;
        };
        /**
         * CompleteData
         * @description Length and digest of the content, to verify that nothing was lost or repeated.
         */
        CompleteData: {
            /**
             * Success
             * @constant
             */
            success: true;
            /** Generation Id */
            generation_id: number;
            /**
             * Content Length
             * @description Code points.
             */
            content_length: number;
            /**
             * Content Sha256
             * @description Of the content as UTF-8, in hex.
             */
            content_sha256: string;
            /**
             * Truncated
             * @description Whether the model reached its length limit, so that the end is missing.
             */
            truncated: boolean;
            /** Usage */
            usage: {
                [key: string]: unknown;
            };
            /** Provider */
            provider: string;
            /** Model */
            model: string;
        };
        /**
         * CompleteEvent
         * @description Last, on success.
         */
        CompleteEvent: {
            /**
             * Id
             * @description The reader's position; send it as Last-Event-ID to resume.
             * @example 7-1-2-0
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "complete";
            data: string;
            retry?: number;
        };
        /**
         * ContentChunkData
         * @description A piece of content; the pieces join to the whole content.
         */
        ContentChunkData: {
            /** Chunk */
            chunk: string;
        };
        /**
         * ContentChunkEvent
         * @description Repeated.
         */
        ContentChunkEvent: {
            /**
             * Id
             * @description The reader's position; send it as Last-Event-ID to resume.
             * @example 7-1-2-0
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "content_chunk";
            data: string;
            retry?: number;
        };
        /**
         * DayNumberData
         * @description The number the TIL would get.
         */
        DayNumberData: {
            /** Day Number */
            day_number: number;
        };
        /**
         * DayNumberEvent
         * @description First, if `auto_day_number`.
         */
        DayNumberEvent: {
            /**
             * Id
             * @description The reader's position; send it as Last-Event-ID to resume.
             * @example 7-1-2-0
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "day_number";
            data: string;
            retry?: number;
        };
        /**
         * ErrorData
         * @description Why the generation ended; its text is kept.
         */
        ErrorData: {
            /** Error */
            error: string;
            /** Code */
            code: string;
            /** Retryable */
            retryable: boolean;
            /** Generation Id */
            generation_id: number;
            /**
             * Retry After
             * @description Seconds to wait before trying again, if known.
             * @default null
             */
            retry_after?: number | null;
        };
        /**
         * ErrorEvent
         * @description Last, on failure or cancel.
         */
        ErrorEvent: {
            /**
             * Id
             * @description The reader's position; send it as Last-Event-ID to resume.
             * @example 7-1-2-0
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "error";
            data: string;
            retry?: number;
        };
        /**
         * ExcerptData
         * @description The excerpt, at most 500 characters.
         */
        ExcerptData: {
            /** Excerpt */
            excerpt: string;
        };
        /**
         * ExcerptEvent
         * @description If `auto_excerpt`.
         */
        ExcerptEvent: {
            /**
             * Id
             * @description The reader's position; send it as Last-Event-ID to resume.
             * @example 7-1-2-0
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "excerpt";
            data: string;
            retry?: number;
        };
        /**
         * ResetData
         * @description How much of the content stays valid.
         */
        ResetData: {
            /**
             * Length
             * @description Keep the first `length` code points of content and discard the rest; 0 starts over.
             */
            length: number;
        };
        /**
         * ResetEvent
         * @description Content is cut to `length` and continues from there.
         */
        ResetEvent: {
            /**
             * Id
             * @description The reader's position; send it as Last-Event-ID to resume.
             * @example 7-1-2-0
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "reset";
            data: string;
            retry?: number;
        };
        /**
         * TagsData
         * @description At most 5 tags; existing tags are found regardless of case.
         */
        TagsData: {
            /** Tags */
            tags: components["schemas"]["TagChoiceOut"][];
        };
        /**
         * TagsEvent
         * @description If `auto_tags`.
         */
        TagsEvent: {
            /**
             * Id
             * @description The reader's position; send it as Last-Event-ID to resume.
             * @example 7-1-2-0
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "tags";
            data: string;
            retry?: number;
        };
        /**
         * TitleData
         * @description The title.
         */
        TitleData: {
            /** Title */
            title: string;
        };
        /**
         * TitleEvent
         * @description Once, after the content.
         */
        TitleEvent: {
            /**
             * Id
             * @description The reader's position; send it as Last-Event-ID to resume.
             * @example 7-1-2-0
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "title";
            data: string;
            retry?: number;
        };
        /** @description One event of a stream; ignore unknown names. */
        GenerationEvent: components["schemas"]["DayNumberEvent"] | components["schemas"]["ContentChunkEvent"] | components["schemas"]["TitleEvent"] | components["schemas"]["ExcerptEvent"] | components["schemas"]["TagsEvent"] | components["schemas"]["CompleteEvent"] | components["schemas"]["ErrorEvent"] | components["schemas"]["ResetEvent"];
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_generations: {
        parameters: {
            query?: {
                /** @description The previous page's `next`; opaque. */
                cursor?: string;
                /** @description Maximum number of items. */
                limit?: number;
                status?: "running" | "complete" | "failed" | "cancelled";
                provider?: "anthropic" | "openai" | "google" | "offline";
                input_type?: "text" | "url" | "file" | "several";
                /** @description Whether it was saved as a TIL. */
                saved?: boolean;
                /** @description Whether it rewrote a part. */
                parts?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    get_usage: {
        parameters: {
            query?: {
                /** @description First day; defaults to 30 days before `until`. */
                since?: string;
                /** @description Last day; defaults to today. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    list_tils: {
        parameters: {
            query?: {
                /** @description The previous page's `next`; opaque. */
                cursor?: string;
                /** @description Maximum number of items. */
                limit?: number;
                /**
                 * @description Words to search for.
                 * @example bisect
                 */
                q?: string;
                /**
                 * @description The slug of a tag.
                 * @example git
                 */
                tag?: string;
                status?: "draft" | "scheduled" | "published" | "archived";
                language?: "ko" | "en";
                /**
                 * @description Published on this day or later.
                 * @example 2026-01-01
                 */
                since?: string;
                /**
                 * @description Published on this day or before.
                 * @example 2026-12-31
                 */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    export_tils: {
        parameters: {
            query?: {
                /**
                 * @description Words to search for.
                 * @example bisect
                 */
                q?: string;
                /**
                 * @description The slug of a tag.
                 * @example git
                 */
                tag?: string;
                status?: "draft" | "scheduled" | "published" | "archived";
                language?: "ko" | "en";
                /**
                 * @description Published on this day or later.
                 * @example 2026-01-01
                 */
                since?: string;
                /**
                 * @description Published on this day or before.
                 * @example 2026-12-31
                 */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    get_calendar: {
        parameters: {
            query?: {
                /** @description First day; defaults to a year before `until`. */
                since?: string;
                /** @description Last day; defaults to today. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
}
