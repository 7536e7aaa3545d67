"""What the playing gateway was told, for whoever watches a demo: the phone rang."""

from html import escape

from dispatch.simulate.gateway.exchange import Exchange, Kept
from dispatch.simulate.gateway.model import Step

SHOWN = 200
CHANNELS = {"voice": "☎ 电话 call", "sms": "✉ 短信 SMS"}
RESULTS = {
    "delivered": "已送达 delivered",
    "answered": "已接听 answered",
    "no_answer": "无人接听 no answer",
    "phone_off": "关机 phone off",
    "wrong_number": "空号或错号 wrong number",
    "busy": "占线 busy",
    "failed": "失败 failed",
}
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}<title>演示网关 Playing gateway</title><link rel="icon" href="data:,">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 1rem; color: #111; background: #fff }}
.notice {{ padding: .5rem 1rem; border: 3px solid #8a4b00; background: #fff3d6; font-weight: 600 }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #bbb }}
</style></head><body>
<h1>演示网关 · Playing gateway</h1>
<p class="notice">⚠ 演示:不拨打真实电话,不发送真实短信 · Playing: no real phone rings, nobody gets a message</p>
<p>{messages} 条消息 messages · {requests} 次请求 requests · <a href="{other}">{turn}</a></p>
<table><thead><tr><th>时间 time</th><th>方式 by</th><th>号码 to</th><th>内容 text</th><th>结果 result</th>
<th>请求次数 told</th><th>回执 receipts</th></tr></thead><tbody>
{rows}
</tbody></table></body></html>
"""


def page(exchange: Exchange, *, still: bool) -> str:
    """The latest messages first. Draws itself anew every 2 s, unless it is to hold still."""
    messages, requests = exchange.counts()
    return PAGE.format(
        refresh="" if still else '<meta http-equiv="refresh" content="2">',
        messages=messages,
        requests=requests,
        other="/" if still else "/?still",
        turn="继续刷新 follow" if still else "停止刷新 hold still",
        rows="\n".join(_row(*one) for one in exchange.seen(SHOWN)),
    )


def _row(kept: Kept, told: int, step: Step | None) -> str:
    message, fate = kept.message, kept.fate
    cells = (
        f"{kept.at.astimezone():%H:%M:%S}",
        CHANNELS[message.channel],
        message.to,
        message.text,
        _result(message.channel, step),
        f"{told}",
        f"{len(kept.arrived)}/{len(fate.sendings)}" + (f" ({fate.straying})" if fate.straying else ""),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _result(channel: str, step: Step | None) -> str:
    if step is None:
        return "正在响铃 ringing…" if channel == "voice" else "正在发送 sending…"
    if step.text:
        return f"已回复 replied: {step.text}"
    if step.key:
        return f"已接听,按键 answered, key {step.key}"
    return RESULTS[step.result]
