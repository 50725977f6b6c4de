/** The site's MCP server with the official TypeScript client. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { missing, type Site, startSite } from "./site.js";

const NOTES = "`git switch -` goes back to the branch before.";

describe("agents in TypeScript", { skip: missing, timeout: 60_000 }, () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.close());

  async function enter(): Promise<Client> {
    const client = new Client({ name: "tests", version: "1" });
    const headers = { Authorization: `Bearer ${site.key}` };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${site.url}/mcp`), { requestInit: { headers } }));
    return client;
  }

  it("draft with progress, keep and read", async () => {
    const client = await enter();
    const progress: number[] = [];
    const onprogress = (one: { progress: number }) => progress.push(one.progress);
    const { tools } = await client.listTools();
    assert.equal(tools.length, 10);
    const drafted = await client.callTool({ name: "draft_til", arguments: { content: NOTES } }, { onprogress });
    const { generation_id } = drafted.structuredContent as { generation_id: number };
    assert.ok(progress.length > 0);
    const kept = await client.callTool({ name: "save_draft", arguments: { generation_id } });
    assert.equal((kept.structuredContent as { status: string }).status, "draft");
    const wrong = await client.callTool({ name: "draft_til", arguments: { contents: NOTES } });
    assert.ok(wrong.isError);
    assert.match(JSON.stringify(wrong.content), /Did you mean “content”/);
    assert.equal((await client.listPrompts()).prompts.length, 2);
    await client.close();
  });

  it("find a draft again whose server was killed while it was written", async () => {
    const text = Array.from({ length: 40 }, (_, line) => `${line}. One line of the draft.`).join("\n");
    const answer = { text, piece: 16, delay: 0.05 };
    await site.script(answer, answer); // the second one if it was killed before any text was kept
    const first = await enter();
    const begun = new Promise<void>((resolve) => {
      const onprogress = (one: { message?: string | undefined }) => void (one.message === "content_chunk" && resolve());
      const calling = first.callTool({ name: "draft_til", arguments: { content: NOTES } }, { onprogress });
      calling.then(() => assert.fail("the answer came from a dead server"), () => undefined);
    });
    await begun;
    await site.restart();
    const second = await enter();
    const listed = await second.callTool({ name: "list_drafts", arguments: {} });
    const { unsaved } = listed.structuredContent as { unsaved: { generation_id: number }[] };
    const ended = await second.callTool({ name: "continue_draft", arguments: { generation_id: unsaved[0]?.generation_id } });
    assert.ok(!ended.isError, JSON.stringify(ended.content));
    assert.match((ended.structuredContent as { content: string }).content, /^0\. One line of the draft\.\n/);
    await second.close();
  });
});
