"""The exports of the usual CRMs and ERPs are recognised, and what they do not mean is not taken for something else."""

# ruff: noqa: E501 - a case a line, or a file as it is, reads better unbroken

from __future__ import annotations

from pathlib import Path

import pytest

from store.imports.reading.files import unpacked
from store.imports.reading.sheets import read_sheets
from store.imports.recognise import recognise
from tests.store.imports.making import write

# (name, headers, kind, fields that must come from these headers, headers that must be left alone)
CASES: list[tuple[str, str, str, str, str]] = [
    (
        "Salesforce accounts",
        "Id,Name,Type,OwnerId,Industry,AnnualRevenue,NumberOfEmployees,BillingCity,BillingCountry,AccountNumber,ParentId",
        "account",
        "AccountNumber=account_id Id=other_id Name=name Type=segment AnnualRevenue=customer_annual_sales OwnerId=kam_id",
        "ParentId",
    ),
    (
        "Salesforce opportunities",
        "Id,AccountId,Name,StageName,Amount,Probability,CloseDate,IsClosed,IsWon,CreatedDate,OwnerId",
        "opportunity",
        "Id=opportunity_id AccountId=account_id StageName=stage IsWon=is_won CreatedDate=opened",
        "Probability OwnerId",
    ),
    (
        "Salesforce contacts",
        "Id,AccountId,LastName,FirstName,Salutation,Title,Department,Email,Phone,LastActivityDate",
        "contact",
        "Id=contact_id LastName=last_name Title=title LastActivityDate=last_touch",
        "Salutation",
    ),
    (
        "Salesforce users",
        "Id,Username,LastName,FirstName,Name,Email,Title,ManagerId,IsActive,TimeZoneSidKey",
        "person",
        "Id=person_id ManagerId=manager_id IsActive=active TimeZoneSidKey=timezone",
        "Username",
    ),
    (
        "Salesforce order products",
        "Order Number,Order Start Date,Account Name,Order Owner,Product Code,Product Name,Quantity,List Price,Unit Price,Total Price",
        "order",
        "Account Name=account_name Product Code=sku List Price=list_price Total Price=net_sales",
        "",
    ),
    (
        "",
        "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Age,Close Date,Created Date,Next Step,Lead Source",
        "opportunity",
        "Opportunity Name=name Account Name=account_name Close Date=close_date",
        "Age Lead_Source",
    ),
    (
        "HubSpot companies",
        "Record ID,Company name,Company owner,Create Date,City,Country/Region,Industry,Annual Revenue,Number of Employees,Lifecycle Stage,Type",
        "account",
        "Record ID=account_id Company owner=kam_name Annual Revenue=customer_annual_sales Type=segment",
        "Lifecycle_Stage Create_Date",
    ),
    (
        "HubSpot deals",
        "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Create Date,Pipeline,Associated Company",
        "opportunity",
        "Record ID=opportunity_id Associated Company=account_name Create Date=opened",
        "Pipeline",
    ),
    (
        "HubSpot contacts",
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Primary Company,Last Activity Date,Job Title,Lead Status",
        "contact",
        "Record ID=contact_id Primary Company=account_name Contact owner=counterpart Job Title=title",
        "Lead_Status",
    ),
    (
        "Dynamics accounts",
        "(Do Not Modify) Account,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Account Name,Account Number,Address 1: City,Owner,Annual Revenue",
        "account",
        "Account Number=account_id (Do Not Modify) Account=other_id Address 1: City=city Owner=kam_name",
        "",
    ),
    (
        "Dynamics opportunities",
        "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Potential Customer,Est. Close Date,Est. Revenue,Status",
        "opportunity",
        "Topic=name Potential Customer=account_name Est. Revenue=amount Est. Close Date=close_date",
        "",
    ),
    (
        "Dynamics orders",
        "Order ID,Name,Customer,Order Number,Product,Quantity,Price Per Unit,Manual Discount,Extended Amount,Tax,Created On",
        "order",
        "Order ID=order_no Customer=account_name Extended Amount=net_sales Price Per Unit=unit_price",
        "Name",
    ),
    (
        "Business Central customers",
        "No.,Name,Salesperson Code,Country/Region Code,City,Credit Limit (LCY),Customer Posting Group,Balance (LCY)",
        "account",
        "No.=account_id Salesperson Code=kam_name Credit Limit (LCY)=credit_limit",
        "",
    ),
    (
        "Business Central sales lines",
        "Document No.,Line No.,Posting Date,Sell-to Customer No.,No.,Description,Quantity,Unit Price Excl. VAT,Line Discount Amount,Line Amount Excl. VAT,Unit Cost (LCY)",
        "order",
        "Sell-to Customer No.=account_id No.=sku Line Amount Excl. VAT=net_sales Unit Cost (LCY)=unit_cost",
        "",
    ),
    (
        "SAP customers (KNA1)",
        "KUNNR,NAME1,LAND1,ORT01,BRSCH,KDGRP,BZIRK,VTWEG",
        "account",
        "KUNNR=account_id NAME1=name ORT01=city KDGRP=segment BZIRK=territory VTWEG=channel",
        "",
    ),
    (
        "SAP sales order items (VBAP)",
        "VBELN,POSNR,AUDAT,KUNNR,MATNR,ARKTX,KWMENG,NETPR,NETWR,WAERK,WAVWR",
        "order",
        "VBELN=order_no POSNR=line_no AUDAT=order_date KWMENG=quantity NETWR=net_sales WAVWR=cogs",
        "NETPR",
    ),
    (
        "SAP billing items (VBRP)",
        "VBELN,POSNR,FKDAT,KUNAG,NAME1,MATNR,ARKTX,FKIMG,NETWR,WAVWR,WAERK,MWSBP",
        "order",
        "KUNAG=account_id FKIMG=quantity MWSBP=tax NAME1=account_name",
        "",
    ),
    (
        "SAP customer items (FBL5N)",
        "Account,Document Number,Document Type,Document Date,Net Due Date,Amount in Local Currency,Local Currency,Clearing Date,Text",
        "invoice",
        "Account=account_id Document Number=invoice_id Net Due Date=due_date Clearing Date=paid_date",
        "Text",
    ),
    (
        "SAP materials",
        "MATNR,MAKTX,MATKL,STPRS",
        "product",
        "MATNR=sku MAKTX=name MATKL=category STPRS=standard_cost",
        "",
    ),
    (
        "",
        "Sales Document,Sales Document Item,Sold-to Party,Sold-to Party Name,Material,Item Description,Order Quantity,Net Value,Document Currency,Document Date",
        "order",
        "Sales Document Item=line_no Sold-to Party=account_id Sold-to Party Name=account_name Material=sku",
        "",
    ),
    (
        "NetSuite transactions",
        "Internal ID,Date,Type,Document Number,Name,Item,Quantity,Item Rate,Amount,Sales Rep,Currency,Memo",
        "order",
        "Name=account_name Item=sku Amount=net_sales Item Rate=unit_price",
        "Internal_ID Memo Type",
    ),
    (
        "NetSuite invoices",
        "Internal ID,Date,Document Number,Name,Due Date/Receive By,Amount,Amount Remaining,Currency",
        "invoice",
        "Document Number=invoice_id Due Date/Receive By=due_date Amount Remaining=open_amount",
        "Internal_ID",
    ),
    (
        "NetSuite opportunities",
        "Internal ID,Title,Company,Opportunity Status,Projected Total,Expected Close,Sales Rep,Date",
        "opportunity",
        "Title=name Projected Total=amount Expected Close=close_date Date=opened",
        "",
    ),
    (
        "NetSuite customers",
        "Internal ID,ID,Name,Category,Sales Rep,Territory,Status,Billing City",
        "account",
        "ID=account_id Internal ID=other_id Sales Rep=kam_name",
        "Status",
    ),
    (
        "",
        "Belegnummer,Belegdatum,Kundennummer,Kundenname,Verkäufer,Artikelnummer,Warengruppe,Menge,Nettobetrag,Rabatt,Wareneinsatz,Fracht",
        "order",
        "Belegnummer=order_no Verkäufer=kam_name Wareneinsatz=cogs Fracht=freight Rabatt=discount",
        "",
    ),
    (
        "",
        "Invoice No,Invoice Date,Cust No,Customer Name,Region,Rep,Item Code,Product Group,Qty,Net Value,Cost",
        "order",
        "Cust No=account_id Rep=kam_name Item Code=sku Qty=quantity Region=account_region",
        "",
    ),
    (
        "",
        "Kundennummer,Rechnungsnummer,Rechnungsdatum,Fälligkeitsdatum,Betrag,Ausgleichsdatum",
        "invoice",
        "Fälligkeitsdatum=due_date Ausgleichsdatum=paid_date",
        "",
    ),
    (
        "",
        "Case Number,Account Name,Subject,Date/Time Opened,Date/Time Closed,Case Owner",
        "issue",
        "Case Number=issue_id Subject=text Date/Time Opened=raised",
        "",
    ),
    ("", "Subject,Due Date,Assigned To,Account Name,Created Date", "action", "Subject=text Assigned To=owner", ""),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0] or case[1][:40])
def test_an_export_is_understood(case: tuple[str, str, str, str, str], tmp_path: Path) -> None:
    layout, headers, kind, wanted, alone = case
    cells = ",".join("x" for _ in headers.split(","))
    with unpacked(write(tmp_path, "export.csv", f"{headers}\n{cells}\n"), "export.csv") as source:
        sheet = read_sheets(source)[0]
        understood = recognise(sheet, None)
    assert understood.kind is not None
    assert understood.kind.name == kind
    assert understood.doubts == ()
    assert (understood.layout.name if understood.layout else "") == layout
    fields = understood.header_fields(sheet)
    pairs = [part.rpartition("=") for part in _split(wanted)]
    assert {header: fields.get(header) for header, _, _ in pairs} == {header: name for header, _, name in pairs}
    assert [header for header in alone.split() if header.replace("_", " ") in fields] == []


def _split(wanted: str) -> list[str]:
    """'Deal Name=name Amount=amount' → its pairs; a header may hold blanks."""
    found: list[str] = []
    words: list[str] = []
    for word in wanted.split(" "):
        words.append(word)
        if "=" in word:
            found.append(" ".join(words))
            words = []
    return found
