from uuid import UUID

from .models import Line, Lines, Stream


def lines_after(stream: Stream | UUID, seq: int, limit: int) -> Lines:
    """The lines of a stream that follow number `seq`, in order, at most `limit`."""
    stream_id = stream.pk if isinstance(stream, Stream) else stream
    return Line.objects.filter(stream_id=stream_id, seq__gt=seq).order_by("seq")[:limit]
