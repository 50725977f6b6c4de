"""Pairs of notes about the same thing, chosen by hand: a writer of the first should see the second."""

from typing import Final

J, N = "jbranchaud-til/", "namjunemy-til/"

_PAIRS = """
git/stash-a-single-untracked-file git/stashing-untracked-files
git/stashing-untracked-files git/stash-everything
git/skip-pre-commit-hooks git/skip-git-hooks-as-needed
git/skip-git-hooks-as-needed git/skip-pre-commit-hooks
git/cherry-pick-a-range-of-commits git/cherry-pick-multiple-commits-at-once
git/cherry-pick-multiple-commits-at-once git/cherry-pick-a-range-of-commits
git/delete-all-untracked-files git/remove-untracked-files-from-a-directory
git/remove-untracked-files-from-a-directory git/delete-all-untracked-files
git/check-what-branches-contain-a-specific-commit git/list-branches-that-contain-a-commit
git/list-branches-that-contain-a-commit git/check-what-branches-contain-a-specific-commit
git/what-is-the-current-branch git/get-the-name-of-the-current-branch
git/get-the-name-of-the-current-branch git/what-is-the-current-branch
git/configure-global-gitignore-file git/override-the-global-git-ignore-file
git/skip-a-bad-commit-when-bisecting git/show-the-good-and-the-bad-with-git-bisect
git/untrack-a-file-without-deleting-it git/keep-file-locally-with-git-rm
git/untrack-a-directory-of-files-without-deleting git/untrack-a-file-without-deleting-it
git/unstage-changes-with-git-restore git/interactively-unstage-changes
git/auto-squash-those-fixup-commits git/quicker-commit-fixes-with-the-fixup-flag
git/quicker-commit-fixes-with-the-fixup-flag git/auto-squash-those-fixup-commits
git/list-untracked-files git/list-untracked-files-for-scripting
git/rename-a-remote git/update-the-url-of-a-remote
git/checkout-old-version-of-a-file git/copy-a-file-from-another-branch
git/turn-off-the-output-pager-for-one-command git/set-a-custom-pager-for-a-specific-command
git/list-all-commits-where-file-was-added-or-deleted git/find-the-date-that-a-file-was-added-to-the-repo
git/show-what-is-in-a-stash git/grab-a-single-file-from-a-stash
postgres/generate-a-uuid postgres/generating-uuids-with-pgcrypto
postgres/generating-uuids-with-pgcrypto postgres/generate-random-uuids-without-an-extension
postgres/day-of-week-for-a-date postgres/day-of-week-by-name-for-a-date
postgres/day-of-week-by-name-for-a-date postgres/day-of-week-for-a-date
postgres/get-the-size-of-an-index postgres/get-the-size-on-disk-of-an-index
postgres/get-the-size-of-a-table postgres/get-the-size-of-a-database
postgres/clear-the-screen-in-psql-2 postgres/clear-the-screen-in-psql
postgres/clear-the-screen-in-psql postgres/clear-the-screen-in-psql-2
postgres/escaping-a-quote-in-a-string postgres/two-ways-to-escape-a-quote-in-a-string
postgres/two-ways-to-escape-a-quote-in-a-string postgres/escaping-a-quote-in-a-string
postgres/limit-execution-time-of-statements postgres/prevent-a-query-from-running-too-long
postgres/set-a-statement-timeout-threshold-for-a-session postgres/limit-execution-time-of-statements
postgres/count-records-by-type postgres/count-how-many-records-there-are-of-each-type
postgres/restart-a-sequence postgres/restarting-sequences-when-truncating-tables
postgres/write-a-query-result-to-file postgres/export-query-results-to-a-csv
postgres/compute-hashes-with-pgcrypto postgres/salt-and-hash-a-password-with-pgcrypto
postgres/truncate-all-rows postgres/truncate-tables-with-dependents
postgres/find-duplicate-records-in-table-without-unique-id postgres/find-records-that-contain-duplicate-values
postgres/label-dollar-quoted-strings-with-a-tag postgres/escaping-string-literals-with-dollar-quoting
postgres/dump-all-databases-to-a-sql-file postgres/dump-and-restore-a-database
postgres/list-all-the-databases postgres/list-databases-available-for-connecting
postgres/include-all-queries-in-the-log-file postgres/enable-logging-of-database-activity
vim/close-all-other-windows vim/close-all-other-splits
vim/close-all-other-splits vim/close-all-other-windows
vim/swap-the-position-of-two-split-windows vim/swapping-split-windows
vim/toggling-syntax-highlighting vim/show-all-syntax-highlighting-rules
vim/quickly-fix-a-misspelled-word vim/fix-the-spelling-of-a-word
vim/fix-the-spelling-of-a-word vim/quickly-fix-a-misspelled-word
vim/set-your-color-scheme vim/check-your-current-color-scheme
vim/opening-man-pages-in-vim vim/viewing-man-pages-with-man-vim
vim/all-the-ways-to-write-and-quit-in-vim vim/difference-between-wq-and-x
vim/creating-non-existent-directories vim/create-a-new-file-in-a-new-directory
vim/coercing-casing-with-vim-abolish vim/case-aware-substitution-with-vim-abolish
vim/deleting-directories-of-files-from-netrw vim/create-a-new-directory-in-netrw
ruby/rerun-only-failures-with-rspec ruby/a-shorthand-for-rerunning-failed-tests-with-rspec
ruby/block-comments ruby/multi-line-comments
ruby/multi-line-comments ruby/block-comments
ruby/reference-hash-key-with-safe-navigation ruby/safe-navigation-operator
ruby/make-structs-easier-to-use-with-keyword-initialization ruby/create-named-structs-with-struct-new
ruby/skip-specific-cves-when-auditing-your-bundle ruby/audit-your-ruby-project-for-any-cves
ruby/extract-a-column-of-data-from-a-csv-file ruby/create-a-csv-table-object
ruby/stack-heredocs-in-a-method-call ruby/define-multiline-strings-with-heredocs
react/focus-an-input-with-useref-hook react/use-a-ref-to-autofocus-an-input
react/use-a-ref-to-autofocus-an-input react/focus-an-input-with-useref-hook
react/trigger-effect-only-when-the-component-mounts react/specifying-dependencies-of-a-useeffect-hook
elixir/reversing-a-list-part-2 elixir/reversing-a-list
elixir/unique-indexes-with-ecto elixir/creating-indexes-with-ecto
elixir/do-you-have-the-time-part-2 elixir/do-you-have-the-time
internet/check-your-public-ip-address internet/figure-out-your-public-ip-address
internet/figure-out-your-public-ip-address workflow/get-your-public-ip-address
chrome/duplicate-current-browser-tab chrome/duplicate-the-current-tab
mac/find-the-process-using-a-specific-port unix/check-if-a-port-is-in-use
unix/grep-for-multiple-patterns unix/grep-for-files-with-multiple-matches
unix/kill-everything-running-on-a-certain-port unix/check-if-a-port-is-in-use
unix/produce-a-lowercase-v4-uuid unix/different-ways-to-generate-a-v4-uuid
unix/use-negative-lookbehind-matching-with-ripgrep unix/negative-look-ahead-search-with-ripgrep
rails/rescue-from-with-a-separate-method rails/rescue-from
rails/add-a-reference-column-with-an-index rails/different-ways-to-add-a-foreign-key-reference
python/avoid-modification-with-frozen-dataclass python/make-dataclass-sortable-by-specific-field
python/strictly-separate-positional-and-keyword-arguments python/force-remaining-arguments-to-be-named
"""
_KOREAN = """
Algorithm/binary_search_tree_02 Algorithm/binary_search_tree_01
Algorithm/red_black_tree_03 Algorithm/red_black_tree_02
Algorithm/dynamic_programming_02 Algorithm/dynamic_programming_01
Algorithm/hashing_02 Algorithm/hashing_01
Algorithm/graph_03 Algorithm/graph_02
Jpa/tacademy/05_jpa_persistence_context Jpa/inflearn/04_persistence_context
Jpa/inflearn/02_jpa_intro Jpa/tacademy/01_jpa_basic_intro
Jpa/inflearn/01_sql_centric_problem Jpa/tacademy/01_jpa_basic_intro
Jpa/inflearn/12_jpql2 Jpa/inflearn/11_jpql
Spring/transaction_2 Spring/transaction_1
Spring/security_2 Spring/security_1
Spring/mybatis_2 Spring/mybatis_1
Vue/16_vuex_helper Vue/15_vuex_element
Tools/jenkins_github_hook_trigger_for_gitscm_polling Tools/jenkins_gitscm_github
DesignPattern/08_abstract_factory_pattern DesignPattern/04_factory_method_pattern
Cloud/nvidia_gpu_cloud_on_aws Cloud/nvidia_gpu_cloud
"""
PAIRS: Final = [
    tuple(folder + name for name in line.split())
    for folder, lines in ((J, _PAIRS), (N, _KOREAN))
    for line in lines.strip().splitlines()
]
